package dev.warren.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.turns.TurnThread;
import dev.warren.turns.Turns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MailboxTest {
    /** A wake-up that got lost would cost an hour. */
    private static final Duration NEVER_BY_ITSELF = Duration.ofHours(1);

    private record Item(int producer, int number) {}

    @Test
    void takesAllThatWaitsInItsOrder() {
        Mailbox<String> mailbox = new Mailbox<>();
        mailbox.put("a");
        mailbox.put("b");
        mailbox.put("c");
        assertThat(mailbox.isEmpty()).isFalse();
        assertThat(mailbox.takeAll()).containsExactly("a", "b", "c");
        assertThat(mailbox.isEmpty()).isTrue();
        assertThat(mailbox.takeAll()).isEmpty();
    }

    @Test
    void wakesForEachItem() {
        AtomicInteger wakes = new AtomicInteger();
        Mailbox<String> mailbox = new Mailbox<>();
        mailbox.onFilled(wakes::incrementAndGet);
        assertThat(wakes).hasValue(0);
        mailbox.put("a");
        mailbox.put("b");
        assertThat(wakes).hasValue(2);
    }

    @Test
    void losesNothingFromSeveralProducersAndKeepsTheOrderOfEach() throws Exception {
        int producers = 6;
        int each = 20_000;
        Mailbox<Item> mailbox = new Mailbox<>();
        List<Thread> threads = new ArrayList<>();
        for (int p = 0; p < producers; p++) {
            int producer = p;
            threads.add(new Thread(() -> produce(mailbox, producer, each)));
        }
        int[] next = new int[producers];
        CompletableFuture<Void> allTaken = new CompletableFuture<>();
        TurnThread taker = new TurnThread("taker", new Turns() {
            private int taken;

            @Override
            public Duration turn() {
                for (Item item : mailbox.takeAll()) {
                    taken++;
                    if (item.number() != next[item.producer()]++) {
                        allTaken.completeExceptionally(new AssertionError("out of order: " + item));
                    }
                }
                if (taken == producers * each) {
                    allTaken.complete(null);
                }
                return NEVER_BY_ITSELF;
            }

            @Override
            public void onNews(Runnable wake) {
                mailbox.onFilled(wake);
            }
        });
        taker.start();
        threads.forEach(Thread::start);
        assertThat(allTaken).succeedsWithin(Duration.ofSeconds(20));
        assertThat(next).containsOnly(each);
        assertThat(mailbox.isEmpty()).isTrue();
        taker.end();
        assertThat(taker.join(Duration.ofSeconds(20))).isTrue();
    }

    private static void produce(Mailbox<Item> mailbox, int producer, int count) {
        for (int i = 0; i < count; i++) {
            mailbox.put(new Item(producer, i));
        }
    }
}
