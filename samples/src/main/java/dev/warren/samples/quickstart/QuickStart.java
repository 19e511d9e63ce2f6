package dev.warren.samples.quickstart;

import dev.warren.consume.Worker;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.JobKey;
import dev.warren.outcome.Outcome;
import dev.warren.rabbit.RabbitBroker;
import dev.warren.samples.SampleRun;
import dev.warren.samples.email.EmailSample;
import dev.warren.samples.export.ExportSample;
import dev.warren.samples.export.Exports.Export;
import dev.warren.samples.hopeless.HopelessSample;
import dev.warren.samples.payment.PaymentSample;
import dev.warren.samples.quickstart.Narrator.Tone;
import dev.warren.samples.webhook.WebhookSample;
import dev.warren.stores.sqlite.SqliteStore;
import dev.warren.topology.LaneName;
import dev.warren.topology.Topology;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The quick start: a worker is killed in the middle of a payment, and another one, with the handlers of all samples, takes the payment over
 * and works through the other jobs; all real, on a real broker. Prints what happens as it
 * happens, then a summary. {@code samples/quickstart.sh} runs it.
 */
public final class QuickStart {
    private static final Logger log = LoggerFactory.getLogger(QuickStart.class);
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(60);
    private static final Duration DUPLICATES_WITHIN = Duration.ofSeconds(10);

    private final Settings settings;
    private final Narrator narrator;
    private final Story story;
    private final Topology topology;
    private final RabbitBroker broker;
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final String run = UUID.randomUUID().toString().substring(0, 8);

    QuickStart(Settings settings) {
        this.settings = settings;
        this.narrator = new Narrator(settings.out(), settings.style());
        this.story = new Story(narrator);
        this.topology = SampleRun.topology(settings.namespace());
        this.broker = RabbitBroker.at(settings.broker());
    }

    /** Ends with 0 when everything was as it should be, else with 1. */
    public static void main(String[] args) {
        System.exit(new QuickStart(Settings.fromEnvironment()).run());
    }

    int run() {
        try (PlainAmqp amqp = PlainAmqp.connect(settings.broker(), topology)) {
            requireAlone(amqp);
            Summary summary = tell(amqp);
            summary.print(narrator);
            sayWhereToLook();
            return summary.troubles().isEmpty() ? 0 : 1;
        } catch (Exception e) {
            log.error("the quick start has failed", e);
            narrator.print(Tone.BAD, "The quick start on " + broker.address() + " has failed: " + e);
            narrator.print(Tone.PLAIN, "Details are in samples/target/quickstart.log.");
            return 1;
        }
    }

    /** Another quick start's worker would take jobs of this one, and not find their rows in its database. */
    private void requireAlone(PlainAmqp amqp) throws Exception {
        if (amqp.consumersOf(LaneName.DEFAULT) + amqp.consumersOf(LaneName.CRITICAL) > 0) {
            throw new IllegalStateException(
                    "another quick start is running on " + broker.address() + "; try again when it has ended");
        }
        narrator.tell("broker", broker.address() + ", namespace " + topology.namespace());
    }

    private Summary tell(PlainAmqp amqp) throws Exception {
        try (World world = World.create(settings);
                SqliteStore store = SqliteStore.open(world.jobsFile())) {
            narrator.tell("database", "made " + World.ORDERS + " orders of several tenants in SQLite");
            Program program = new Program(run, story, world);
            Takeover takeover = new Takeover(narrator, store, keyOf(program.paymentId()));
            killAWorker(world, program, takeover);
            try (JobEvents events = JobEvents.toldTo(story);
                    Worker worker = startWorker(world, store, takeover)) {
                int messages = program.publishTheRest(broker, topology, amqp);
                narrator.tell("publishers", "the broker has confirmed all " + messages + " messages");
                story.awaitEnds(settings.patience());
                awaitDuplicates();
            }
            narrator.tell("main worker", "has stopped");
            return summary(amqp, program.exportRows(), takeover.seen(), WorldCheck.troubles(world, program));
        }
    }

    private JobKey keyOf(String paymentId) {
        return new JobKey(topology.namespace(), "", PaymentSample.CHARGE.name(), paymentId);
    }

    /** A process of its own serves the payment's lane, alone, and is killed when it has charged the payment. */
    private void killAWorker(World world, Program program, Takeover takeover) throws Exception {
        try (DoomedProcess worker =
                DoomedProcess.start(settings, world.jobsFile(), world.ledgerFile(), program.paymentId())) {
            worker.awaitConsuming();
            narrator.tell("payment worker", "process " + worker.pid() + " consumes the lane " + LaneName.CRITICAL);
            program.publishPayment(broker, topology);
            takeover.kill(worker);
        }
    }

    private Worker startWorker(World world, IdempotencyStore store, Takeover takeover) throws InterruptedException {
        Worker worker = Worker.builder(broker)
                .topology(topology)
                .store(store)
                .metrics(metrics)
                .handle(ExportSample.EXPORT, story.watch(ExportSample.handler(world.orders(), world.store())))
                .handle(EmailSample.SEND, story.watch(EmailSample.handler(world.addresses(), world.mailTransport())))
                .handle(
                        WebhookSample.DELIVER,
                        story.watch(WebhookSample.handler(world.receiver().address(), World.SECRET)))
                .handle(PaymentSample.CHARGE, story.watch(takeover.watch(PaymentSample.handler(world.ledger()))))
                .handle(HopelessSample.SYNC, story.watch(HopelessSample.handler()))
                .start()
                .stopOnShutdown();
        worker.awaitConsuming(CONNECT_WITHIN);
        narrator.tell("main worker", "consumes the lanes " + topology.lanes());
        return worker;
    }

    /** A duplicate may come after the job's end. */
    private void awaitDuplicates() throws InterruptedException {
        long deadline = System.nanoTime() + DUPLICATES_WITHIN.toNanos();
        long expected =
                story.told().stream().mapToLong(job -> job.plan().copies() - 1).sum();
        while (sum(duplicates()) < expected && System.nanoTime() - deadline < 0) {
            Thread.sleep(20);
        }
        narrator.tell(
                Tone.GOOD,
                "duplicates",
                "absorbed by the main worker: " + sum(duplicates()) + " of " + expected + " expected");
    }

    private Map<String, Long> duplicates() {
        return metrics.find("jobs.processed").tag("status", Outcome.DUPLICATE.label()).counters().stream()
                .collect(Collectors.toMap(
                        counter -> String.valueOf(counter.getId().getTag("type")),
                        (Counter counter) -> (long) counter.count(),
                        Long::sum));
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private Summary summary(PlainAmqp amqp, List<Export> exports, TakenOver payment, List<String> worldTroubles)
            throws Exception {
        List<Told> jobs = story.told();
        Set<String> ids = jobs.stream().map(job -> job.plan().id()).collect(Collectors.toSet());
        List<DeadLetter> letters = amqp.deadLetters();
        List<DeadLetter> ours =
                letters.stream().filter(letter -> ids.contains(letter.id())).toList();
        List<String> troubles = new ArrayList<>(Verdict.of(jobs, sum(duplicates()), ours));
        troubles.addAll(Verdict.of(payment));
        troubles.addAll(worldTroubles);
        for (LaneName lane : topology.lanes()) {
            int waiting = amqp.waitingIn(lane);
            if (waiting > 0) {
                troubles.add(waiting + " messages are left in " + topology.queue(lane));
            }
        }
        return new Summary(
                jobs, exports, duplicates(), ours, letters.size() - ours.size(), story.strangers(), payment, troubles);
    }

    private void sayWhereToLook() {
        String login = settings.brokerIsOurs() ? " (user guest, password guest)" : "";
        narrator.print(Tone.PLAIN, "Management page: " + settings.management() + login);
        narrator.print(
                Tone.PLAIN,
                "Look at the lanes' queues (" + topology.queue(LaneName.DEFAULT)
                        + " and its like), their delay ladders," + " and the dead letters in "
                        + topology.deadQueue(LaneName.DEFAULT) + ".");
    }
}
