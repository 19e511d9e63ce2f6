package dev.warren.chaos.wire;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A way to a broker, over loopback, on which one connection at a time can be cut at an exact byte of what passes. Without a cut it only
 * passes bytes on and counts. Safe for use by several threads.
 */
public final class Wire implements AutoCloseable {
    private final List<URI> targets;
    private final AtomicInteger next = new AtomicInteger();
    private final Predicate<String> exchangesOfJobs;
    private final ServerSocket server;
    private final Set<Line> open = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Armed> armed = new AtomicReference<>();
    private final Map<Passage, AtomicInteger> passed = new EnumMap<>(Passage.class);
    private final Map<Passage, AtomicInteger> lengths = new EnumMap<>(Passage.class);

    private record Armed(Cut cut, CompletableFuture<Struck> done) {}

    /**
     * What became of a cut.
     *
     * @param isCut whether it was made; false when the passage was too short for it
     * @param isWhole whether all of the passage has passed
     * @param acksBefore how many acks had passed over this wire by then
     */
    public record Struck(boolean isCut, boolean isWhole, int acksBefore) {}

    private Wire(List<URI> targets, Predicate<String> exchangesOfJobs, ServerSocket server) {
        this.targets = targets;
        this.exchangesOfJobs = exchangesOfJobs;
        this.server = server;
        for (Passage each : Passage.values()) {
            passed.put(each, new AtomicInteger());
            lengths.put(each, new AtomicInteger());
        }
    }

    /**
     * A wire to the host and port of an AMQP address.
     *
     * @param exchangesOfJobs which exchanges jobs go through; what goes through others is passed on and otherwise ignored
     */
    public static Wire to(URI target, Predicate<String> exchangesOfJobs) {
        return to(List.of(target), exchangesOfJobs);
    }

    /** The same to the nodes of a cluster, in turn; one that can't be reached is passed over. */
    public static Wire to(List<URI> targets, Predicate<String> exchangesOfJobs) {
        try {
            Wire wire = new Wire(
                    List.copyOf(targets), exchangesOfJobs, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            inBackground(wire::acceptAll);
            return wire;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The broker's address by way of this wire. */
    public URI uri() {
        URI target = targets.get(0);
        String path = target.getRawPath() == null ? "" : target.getRawPath();
        return URI.create(
                target.getScheme() + "://" + target.getRawUserInfo() + "@127.0.0.1:" + server.getLocalPort() + path);
    }

    /**
     * Prepares one cut, instead of any that is still prepared.
     *
     * @return done when such a passage has come, and the cut was made or was not
     */
    public CompletableFuture<Struck> arm(Cut cut) {
        CompletableFuture<Struck> done = new CompletableFuture<>();
        armed.set(new Armed(cut, done));
        return done;
    }

    /** Gives up a cut that has not begun. */
    public void disarm() {
        armed.set(null);
    }

    /** How many passages of a kind have passed whole. */
    public int passed(Passage passage) {
        return countOf(passed, passage).get();
    }

    /** How many bytes the last one had that passed whole; 0 before the first. */
    public int lastLength(Passage passage) {
        return countOf(lengths, passage).get();
    }

    private static AtomicInteger countOf(Map<Passage, AtomicInteger> counts, Passage passage) {
        return counts.computeIfAbsent(passage, each -> new AtomicInteger());
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.forEach(Line::close);
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                connect(server.accept());
            } catch (IOException e) {
                // closed, or the broker is away: the next one may have more luck
            }
        }
    }

    private void connect(Socket client) throws IOException {
        Socket broker;
        try {
            broker = connectToOne();
        } catch (IOException e) {
            client.close();
            throw e;
        }
        Line line = new Line(new Conversation(exchangesOfJobs), client, broker);
        open.add(line);
        inBackground(line::passWhatTheClientSays);
        inBackground(line::passWhatTheBrokerSays);
        if (server.isClosed()) {
            line.close();
        }
    }

    private Socket connectToOne() throws IOException {
        IOException last = new IOException("there is no target");
        for (int i = 0; i < targets.size(); i++) {
            URI target = targets.get(Math.floorMod(next.getAndIncrement(), targets.size()));
            try {
                return new Socket(target.getHost(), target.getPort());
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    private static void inBackground(Runnable task) {
        Thread thread = new Thread(task, "wire");
        thread.setDaemon(true);
        thread.start();
    }

    /** Takes the prepared cut, if a passage of its kind begins here. */
    private @Nullable Armed takeFor(Piece piece) {
        Armed next = armed.get();
        boolean fits = next != null && piece.isFirst() && next.cut().passage() == piece.passage();
        return fits && armed.compareAndSet(next, null) ? next : null;
    }

    private void passedWhole(Piece last) {
        countOf(lengths, last.passage()).set(last.end());
        countOf(passed, last.passage()).incrementAndGet();
    }

    /** One connection: a socket to each side, and a thread for each direction. */
    private final class Line {
        private static final int PROTOCOL_HEADER_BYTES = 8;
        private static final long LOST_MILLIS = 100;

        private final Conversation conversation;
        private final Socket client;
        private final Socket broker;
        private volatile boolean silent;

        Line(Conversation conversation, Socket client, Socket broker) throws IOException {
            this.conversation = conversation;
            this.client = client;
            this.broker = broker;
            client.setTcpNoDelay(true);
            broker.setTcpNoDelay(true);
        }

        void passWhatTheClientSays() {
            pass(client, broker, conversation::clientSays, PROTOCOL_HEADER_BYTES);
        }

        void passWhatTheBrokerSays() {
            pass(broker, client, conversation::brokerSays, 0);
        }

        private void pass(Socket from, Socket to, Meaning meaning, int unframed) {
            try {
                DataInputStream in = new DataInputStream(new BufferedInputStream(from.getInputStream()));
                OutputStream out = new BufferedOutputStream(to.getOutputStream());
                out.write(in.readNBytes(unframed));
                out.flush();
                Direction direction = new Direction(out);
                for (Optional<Frame> next = Frame.read(in); next.isPresent(); next = Frame.read(in)) {
                    Frame frame = next.get();
                    direction.pass(frame, meaning.of(frame));
                    if (in.available() == 0) {
                        out.flush();
                    }
                }
            } catch (IOException e) {
                // cut, by us or by one of them
            } finally {
                endOf(from);
            }
        }

        /** Of a silent line neither end hears of the other's end. */
        private void endOf(Socket side) {
            if (silent) {
                closeQuietly(side);
            } else {
                close();
            }
            if (client.isClosed() && broker.isClosed()) {
                open.remove(this);
            }
        }

        void close() {
            closeQuietly(client);
            closeQuietly(broker);
            open.remove(this);
        }

        private void end(Ending ending) {
            switch (ending) {
                case CLOSE -> close();
                case RESET -> {
                    resetAtClose(client);
                    resetAtClose(broker);
                    close();
                }
                case MUTE -> silent = true;
                case LOSE ->
                    CompletableFuture.delayedExecutor(LOST_MILLIS, TimeUnit.MILLISECONDS)
                            .execute(this::close);
            }
        }

        private final class Direction {
            private final OutputStream out;
            private @Nullable Armed mine;

            Direction(OutputStream out) {
                this.out = out;
            }

            void pass(Frame frame, Optional<Piece> meaning) throws IOException {
                if (silent) {
                    return;
                }
                if (meaning.isEmpty()) {
                    out.write(frame.bytes());
                    return;
                }
                Piece piece = meaning.get();
                if (mine == null) {
                    mine = takeFor(piece);
                }
                if (mine == null || mine.cut().after() > piece.end()) {
                    passWhole(frame, piece);
                } else {
                    passPart(frame, piece, mine);
                }
            }

            private void passWhole(Frame frame, Piece piece) throws IOException {
                out.write(frame.bytes());
                if (piece.isLast()) {
                    passedWhole(piece);
                    tooShort();
                }
            }

            private void tooShort() {
                if (mine != null) {
                    mine.done().complete(new Struck(false, true, Wire.this.passed(Passage.ACK)));
                    mine = null;
                }
            }

            private void passPart(Frame frame, Piece piece, Armed strike) throws IOException {
                int part = strike.cut().after() - piece.offset();
                boolean isWhole = piece.isLast() && part == frame.length();
                // Counted first: once the bytes are out, their answer may pass before the line is cut.
                int acksBefore = Wire.this.passed(Passage.ACK);
                out.write(frame.bytes(), 0, part);
                out.flush();
                if (isWhole) {
                    passedWhole(piece);
                }
                mine = null;
                end(strike.cut().ending());
                strike.done().complete(new Struck(true, isWhole, acksBefore));
            }
        }
    }

    /** What a frame is a part of. */
    private interface Meaning {
        Optional<Piece> of(Frame frame);
    }

    private static void resetAtClose(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // it is closed already, by its other end
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone already
        }
    }
}
