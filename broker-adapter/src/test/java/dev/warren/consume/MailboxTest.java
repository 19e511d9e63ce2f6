package dev.warren.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MailboxTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private record Item(int producer, int number) {}

    @Test
    void takesAllThatWaitsInItsOrder() throws InterruptedException {
        Mailbox<String> mailbox = new Mailbox<>();
        mailbox.put("a");
        mailbox.putAll(List.of("b", "c"));
        mailbox.putAll(List.of());
        mailbox.put("d");
        assertThat(mailbox.isEmpty()).isFalse();
        assertThat(mailbox.takeAll(Duration.ZERO)).containsExactly("a", "b", "c", "d");
        assertThat(mailbox.isEmpty()).isTrue();
        assertThat(mailbox.takeAll(Duration.ZERO)).isEmpty();
    }

    @Test
    void givesUpWhenItsPatienceEnds() throws InterruptedException {
        long start = System.nanoTime();
        assertThat(new Mailbox<String>().takeAll(Duration.ofMillis(30))).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(30));
    }

    @Test
    void wakesForTheFirstItem() throws Exception {
        for (boolean many : new boolean[] {false, true}) {
            Mailbox<String> mailbox = new Mailbox<>();
            CompletableFuture<List<String>> taken = new CompletableFuture<>();
            Thread taker = new Thread(() -> {
                try {
                    taken.complete(mailbox.takeAll(Duration.ofMinutes(5)));
                } catch (InterruptedException e) {
                    taken.completeExceptionally(e);
                }
            });
            taker.start();
            if (many) {
                mailbox.putAll(List.of("a", "b"));
            } else {
                mailbox.put("a");
            }
            assertThat(taken.get(20, TimeUnit.SECONDS)).contains("a");
        }
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
        threads.forEach(Thread::start);
        int[] next = new int[producers];
        for (int taken = 0; taken < producers * each; ) {
            List<Item> batch = mailbox.takeAll(LONG);
            assertThat(batch).as("after %d items", taken).isNotEmpty();
            taken += batch.size();
            for (Item item : batch) {
                assertThat(item.number()).isEqualTo(next[item.producer()]++);
            }
        }
        assertThat(next).containsOnly(each);
        assertThat(mailbox.isEmpty()).isTrue();
    }

    private static void produce(Mailbox<Item> mailbox, int producer, int count) {
        for (int i = 0; i < count; i += 2) {
            if (i % 100 == 0) {
                mailbox.putAll(List.of(new Item(producer, i), new Item(producer, i + 1)));
            } else {
                mailbox.put(new Item(producer, i));
                mailbox.put(new Item(producer, i + 1));
            }
        }
    }

    @Test
    void anInterruptedTakerLeavesEverythingInIt() throws InterruptedException {
        Mailbox<String> mailbox = new Mailbox<>();
        mailbox.put("a");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> mailbox.takeAll(LONG)).isInstanceOf(InterruptedException.class);
        assertThat(mailbox.takeAll(Duration.ZERO)).containsExactly("a");
    }
}
