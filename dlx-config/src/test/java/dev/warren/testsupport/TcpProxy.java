package dev.warren.testsupport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A wire to a broker that a test can cut, silence and refuse. What is swallowed is lost, as on a network that drops packets for good. */
public final class TcpProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 16 << 10;

    private final URI target;
    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile Mode mode = Mode.PASS;

    /** What happens to the bytes. */
    private enum Mode {
        /** All pass. */
        PASS,
        /** What the broker says is lost. */
        SWALLOW_ANSWERS,
        /** What either says is lost. */
        SWALLOW_ALL,
        /** New connections are closed at once. */
        REFUSE
    }

    private TcpProxy(URI target, ServerSocket server) {
        this.target = target;
        this.server = server;
    }

    /** A wire to the host and port of an AMQP address. */
    public static TcpProxy to(URI target) {
        try {
            TcpProxy proxy = new TcpProxy(target, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            start(proxy::acceptAll);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The broker's address by way of this wire. */
    public URI uri() {
        String path = target.getRawPath() == null ? "" : target.getRawPath();
        return URI.create(
                target.getScheme() + "://" + target.getRawUserInfo() + "@127.0.0.1:" + server.getLocalPort() + path);
    }

    /** How many connections there have been, the refused ones too. */
    public int accepted() {
        return accepted.get();
    }

    /** From now on the broker is heard no more; it still hears. */
    public void swallowAnswers() {
        mode = Mode.SWALLOW_ANSWERS;
    }

    /** From now on nobody hears anything, and nobody is told. */
    public void swallowAll() {
        mode = Mode.SWALLOW_ALL;
    }

    /** Cuts all connections and refuses new ones. */
    public void refuse() {
        mode = Mode.REFUSE;
        cut();
    }

    /** Lets all pass again; connections that lost bytes are cut. */
    public void pass() {
        if (mode != Mode.PASS) {
            cut();
            mode = Mode.PASS;
        }
    }

    /** Cuts all connections; new ones are served. */
    public void cut() {
        open.forEach(TcpProxy::closeQuietly);
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                serve(server.accept());
            } catch (IOException e) {
                // closed, or the broker is away: the next one may have more luck
            }
        }
    }

    private void serve(Socket client) throws IOException {
        accepted.incrementAndGet();
        if (mode == Mode.REFUSE) {
            client.close();
            return;
        }
        Socket broker;
        try {
            broker = new Socket(target.getHost(), target.getPort());
        } catch (IOException e) {
            client.close();
            throw e;
        }
        open.add(client);
        open.add(broker);
        start(() -> pump(client, broker, Mode.SWALLOW_ALL));
        start(() -> pump(broker, client, Mode.SWALLOW_ANSWERS));
    }

    /** Passes bytes on, except in {@code SWALLOW_ALL} and the mode given. */
    private void pump(Socket from, Socket to, Mode swallowing) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                Mode now = mode;
                if (now != swallowing && now != Mode.SWALLOW_ALL) {
                    out.write(buffer, 0, count);
                }
            }
        } catch (IOException e) {
            // cut
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone already
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "tcp-proxy");
        thread.setDaemon(true);
        thread.start();
    }
}
