package dev.warren.console.output;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.LoggerFactory;

/**
 * Logs to stderr, in one line each: warnings and worse, or more where a command asks for it. In code, since reading a configuration file
 * would take a tenth of a second of every start.
 */
public final class Logs extends ContextAwareBase implements Configurator {
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z', UTC} %-5level %msg %kvp{NONE}%n%nopex";
    private static final String WITH_STACK_TRACES = PATTERN.replace("%nopex", "%ex{full}");
    private static final String OURS = "dev.warren";
    private static final String CLIENT = "com.rabbitmq.client";

    /** For the service loader. */
    public Logs() {}

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
        stderr.setName("stderr");
        stderr.setContext(context);
        stderr.setTarget("System.err");
        stderr.setEncoder(encoder(context, PATTERN));
        stderr.start();
        context.getLogger("ROOT").setLevel(Level.WARN);
        context.getLogger("ROOT").addAppender(stderr);
        context.getLogger(CLIENT).setLevel(Level.OFF); // what it says comes back in our own errors
        context.getLogger("io.micrometer").setLevel(Level.ERROR); // warns of nothing that a user could change
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static PatternLayoutEncoder encoder(LoggerContext context, String pattern) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(pattern);
        encoder.start();
        return encoder;
    }

    /** Everything that Warren does, for {@code --verbose}. */
    public static void showDetails() {
        logger(OURS).setLevel(Level.DEBUG);
        logger(CLIENT).setLevel(Level.WARN);
    }

    /** What a worker's operator wants to see: all of INFO, of handlers too, and their stack traces. */
    public static void showWork() {
        Logger root = logger("ROOT");
        root.setLevel(Level.INFO);
        logger(CLIENT).setLevel(Level.WARN);
        if (root.getAppender("stderr") instanceof ConsoleAppender<ILoggingEvent> stderr) {
            stderr.setEncoder(encoder(root.getLoggerContext(), WITH_STACK_TRACES));
        }
    }

    private static Logger logger(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }
}
