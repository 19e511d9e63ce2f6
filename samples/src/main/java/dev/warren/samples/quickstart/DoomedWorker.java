package dev.warren.samples.quickstart;

import dev.warren.consume.Worker;
import dev.warren.job.JobHandler;
import dev.warren.job.JobResult;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.samples.SampleRun;
import dev.warren.samples.payment.Ledger;
import dev.warren.samples.payment.PaymentSample;
import dev.warren.samples.payment.PaymentSample.Charge;
import dev.warren.stores.sqlite.SqliteStore;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * A program of its own: a worker for payments that charges one and then hangs, so that it can be killed between the charge and the record
 * of it. Says on its standard output what it has come to, and ends when its standard input does.
 */
public final class DoomedWorker {
    static final String CONSUMES = "consumes";
    static final String CHARGED = "charged";
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(60);

    private DoomedWorker() {}

    /** {@code NAMESPACE STORE LEDGER PAYMENT}, on the broker in {@code RABBITMQ_URI}. */
    public static void main(String[] arguments) throws Exception {
        endWithStandardInput();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        RabbitBroker broker = RabbitBroker.at(SampleRun.brokerAddress());
        JobHandler<Charge> handler = hangingAfter(
                arguments[3], PaymentSample.handler(new Ledger(Path.of(arguments[2]))), () -> out.println(CHARGED));
        try (SqliteStore store = SqliteStore.open(Path.of(arguments[1]));
                Worker worker = PaymentSample.worker(broker, SampleRun.topology(arguments[0]), store, handler)) {
            worker.awaitConsuming(CONNECT_WITHIN);
            out.println(CONSUMES);
            forever();
        }
    }

    private static void endWithStandardInput() {
        Thread thread = new Thread(DoomedWorker::haltAtTheEndOfInput, "end-with-standard-input");
        thread.setDaemon(true);
        thread.start();
    }

    private static void haltAtTheEndOfInput() {
        try {
            while (System.in.read() >= 0) {
                // nothing is ever said to it
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Runtime.getRuntime().halt(0); // a graceful stop would wait for the handler
        }
    }

    private static JobHandler<Charge> hangingAfter(String paymentId, JobHandler<Charge> handler, Runnable charged) {
        return job -> {
            JobResult result = handler.handle(job);
            if (job.payload().paymentId().equals(paymentId)) {
                charged.run();
                forever();
            }
            return result;
        };
    }

    private static void forever() throws InterruptedException {
        new CountDownLatch(1).await();
    }
}
