package dev.warren.chaos.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** The wall clock of one process, which is put forward or back while it runs. Time between two looks is the machine's. */
public final class JumpingClock extends Clock {
    /** An order to a process, before milliseconds: so far is its clock ahead of the machine's from now on. */
    private static final String ORDER = "clock ";

    private final AtomicLong aheadMillis = new AtomicLong();

    /** The order that puts a process' clock so far ahead of the machine's; behind it when negative. */
    public static String order(Duration ahead) {
        return ORDER + ahead.toMillis();
    }

    /** Obeys, if the line is for it; answers whether it was. */
    boolean obeys(String line) {
        if (!line.startsWith(ORDER)) {
            return false;
        }
        aheadMillis.set(Long.parseLong(line.substring(ORDER.length())));
        return true;
    }

    /** Obeys each line until whoever writes them is gone. */
    void obeyUntilTheEnd(InputStream lines) throws IOException {
        BufferedReader orders = new BufferedReader(new InputStreamReader(lines, StandardCharsets.UTF_8));
        for (String line = orders.readLine(); line != null; line = orders.readLine()) {
            obeys(line);
        }
    }

    @Override
    public Instant instant() {
        return Instant.now().plusMillis(aheadMillis.get());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
