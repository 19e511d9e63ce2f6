package dev.warren.stores.faults;

import dev.warren.publish.Enqueued;
import dev.warren.publish.NewJob;
import dev.warren.publish.Publisher;
import dev.warren.rabbit.RabbitBroker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** A JVM that publishes payments in an order of its own, each until it is confirmed, and ends. Says when it begins. */
final class PaymentProducer {
    private static final int AT_ONCE = 200;

    private PaymentProducer() {}

    /** {@code URI NAMESPACE PAYMENTS SHARE-IN-PERCENT SEED}. */
    public static void main(String[] arguments) {
        PrintStream says = System.out;
        System.setOut(System.err);
        int payments = Integer.parseInt(arguments[2]);
        int share = Integer.parseInt(arguments[3]);
        Random random = new Random(Long.parseLong(arguments[4]));
        List<Integer> order = new ArrayList<>(IntStream.range(0, payments)
                .filter(each -> share == 100 || random.nextInt(100) < share)
                .boxed()
                .toList());
        Collections.shuffle(order, random);
        try (Publisher publisher = Publisher.builder(RabbitBroker.at(arguments[0]))
                .topology(PaymentProcess.topology(arguments[1]))
                .metrics(new SimpleMeterRegistry())
                .start()) {
            says.println(WorkerProcess.READY);
            says.flush();
            for (int from = 0; from < order.size(); from += AT_ONCE) {
                publish(publisher, order.subList(from, Math.min(from + AT_ONCE, order.size())));
            }
        }
    }

    private static void publish(Publisher publisher, List<Integer> numbers) {
        List<NewJob<Integer>> left =
                numbers.stream().map(PaymentProducer::payment).toList();
        while (!left.isEmpty()) {
            List<Enqueued> enqueued = publisher.enqueueAll(left);
            List<NewJob<Integer>> again = new ArrayList<>();
            for (int i = 0; i < left.size(); i++) {
                if (!enqueued.get(i).isConfirmed()) {
                    again.add(left.get(i));
                }
            }
            left = again;
        }
    }

    private static NewJob<Integer> payment(int number) {
        return NewJob.of(PaymentProcess.PAYMENT, number).withId("payment-" + number);
    }
}
