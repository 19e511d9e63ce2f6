package dev.warren.testbed;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What was logged below a name, at any level, while this was open. */
public final class Logged implements AutoCloseable {
    private final Logger logger;
    private final @Nullable Level levelBefore;
    private final Collecting appender = new Collecting();

    private Logged(String name) {
        logger = (Logger) LoggerFactory.getLogger(name);
        levelBefore = logger.getLevel();
        logger.setLevel(Level.DEBUG);
        logger.setAdditive(false);
        appender.start();
        logger.addAppender(appender);
    }

    /** Begins to collect what {@code name} and the loggers below it write. */
    public static Logged by(String name) {
        return new Logged(name);
    }

    private static final class Collecting extends AppenderBase<ILoggingEvent> {
        private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            event.prepareForDeferredProcessing();
            events.add(event);
        }
    }

    public List<ILoggingEvent> events() {
        return List.copyOf(appender.events);
    }

    /** The events whose message contains these words. */
    public List<ILoggingEvent> events(String words) {
        return events().stream()
                .filter(event -> event.getFormattedMessage().contains(words))
                .toList();
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
        logger.setLevel(levelBefore);
        logger.setAdditive(true);
    }
}
