package dev.warren.simulation;

import dev.warren.broker.ConsumeLink.Redelivery;
import dev.warren.broker.ConsumeLink.Subscription;
import dev.warren.broker.Message;
import dev.warren.broker.Publication;
import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.FencedKey;
import dev.warren.idempotency.FlawedStores;
import dev.warren.idempotency.IdempotencyStore;
import dev.warren.idempotency.IdempotencyStore.Settlement;
import dev.warren.idempotency.InMemoryStore;
import dev.warren.idempotency.JobRecord;
import dev.warren.idempotency.Lease;
import dev.warren.idempotency.OpenStore;
import dev.warren.idempotency.Owner;
import dev.warren.idempotency.Retention;
import dev.warren.idempotency.Standing;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;

/** A rule of the protocol switched off, for the simulation to find out what goes wrong without it. */
@SuppressWarnings("ImmutableEnumChecker") // functions without a state
enum Mutant {
    NONE("nothing", clock -> InMemoryStore.create(clock, Retention.STANDARD, InMemoryStore.MOST_RECORDS)),
    /** As a check of the store the mutants are made of: it must be as right as the real one. */
    NONE_IN_OPEN_STORE("nothing, with the store the others are made of", OpenStore::new),
    PUBLISH_FIRST("publishes before the decision is recorded", (run, process) -> new PublishFirst()),
    STORE_FIRST("records the end before it publishes", (run, process) -> new StoreFirst()),
    NO_FENCE_IN_DECIDE("decides without comparing fences", FlawedStores::noFenceInDecide),
    NO_FENCE_IN_MARK("marks without comparing fences", FlawedStores::noFenceInMark),
    FENCED_ACKS("acks when it is fenced, and hands nothing back", (run, process) -> new FencedAcks()),
    FINISHER_READS_AGAIN("publishes what the record says now", ReadsAgain::new),
    NO_LIVES("replays have no life of their own", FlawedStores::noLives),
    RESEND_REVIVES("a producer's resend revives the dead", FlawedStores::resendRevives),
    REPLAY_WAITS("a replay waits for the mark of the death before", FlawedStores::replayWaitsForMark),
    CANCEL_OVERWRITES("a cancellation overwrites decisions", FlawedStores::cancelOverwritesDecisions),
    REQUEUES_FIRST("hands deliveries back before it releases", RequeuesFirst::new),
    RENEWS_ENDED_LEASE("an ended lease is renewed", FlawedStores::renewsEndedLeases, (run, process) -> new SameOwner()),
    CLAIMS_WITHOUT_LEASE("claims go on after the lease has ended", FlawedStores::claimsWithoutLease),
    NO_INTERRUPT("handlers are not interrupted before the lease ends", (run, process) -> new Flaw() {
        @Override
        boolean guardsItsLease() {
            return false;
        }
    }),
    LOST_ANSWER_HELD("a claim whose answer got lost is not granted again", FlawedStores::lostAnswersAreHeld),
    SUSPECTS_NOT_APART("suspects run like any other job", (run, process) -> new SuspectsLikeOthers()),
    START_NOT_WRITTEN("the start of a suspect is not written", (run, process) -> new NoStart()),
    EVERY_CLAIM_COUNTS("a crash counts against all that was claimed", FlawedStores::everyClaimCounts),
    STALE_RUNS("stale deliveries run", FlawedStores::staleRuns),
    ACKS_BEFORE_CONFIRM("acks before the broker has confirmed what follows", (run, process) -> new NoConfirm(false)),
    ACKS_OVER_GAPS("acks up to a tag over what is not finished", (run, process) -> new OverGaps()),
    JOINED_NOT_ACKED("a redelivery that joined its job is not acked", (run, process) -> new NoAckForRepeated()),
    JOINED_ACKED_AT_ONCE("a redelivery that joins is acked at once", (run, process) -> new JoinedAckedAtOnce()),
    JOINED_RUNS("a redelivery of what runs here is run", (run, process) -> new JoinedRuns()),
    DEFERS_UNCONFIRMED("a deferral is acked before it is confirmed", (run, process) -> new NoConfirm(true)),
    POISON_NEVER("no job is ever poison", FlawedStores::poisonNever),
    HOLDS_BY_REQUEUE("a held job is requeued", (run, process) -> new Requeues()),
    FORGETS_TOO_MUCH("records are forgotten before they are final", FlawedStores::forgetsWhatIsNotFinal);

    private final String words;
    private final Function<Clock, IdempotencyStore> store;
    private final BiFunction<SettleRun, SimProcess, Flaw> flaw;

    Mutant(String words, Function<Clock, IdempotencyStore> store, BiFunction<SettleRun, SimProcess, Flaw> flaw) {
        this.words = words;
        this.store = store;
        this.flaw = flaw;
    }

    Mutant(String words, Function<Clock, IdempotencyStore> store) {
        this(words, store, (run, process) -> new Flaw());
    }

    Mutant(String words, BiFunction<SettleRun, SimProcess, Flaw> flaw) {
        this(words, clock -> InMemoryStore.create(clock, Retention.STANDARD, InMemoryStore.MOST_RECORDS), flaw);
    }

    /** What it does wrong. */
    String words() {
        return words;
    }

    boolean isRight() {
        return this == NONE || this == NONE_IN_OPEN_STORE;
    }

    IdempotencyStore store(Clock clock) {
        return store.apply(clock);
    }

    Flaw flaw(SettleRun run, SimProcess process) {
        return flaw.apply(run, process);
    }

    private static boolean isDeferral(Publication publication) {
        return publication.message().properties().headers().containsKey("holds");
    }

    private static final class PublishFirst extends Flaw {
        @Override
        IdempotencyStore store(IdempotencyStore right) {
            Map<FencedKey, Settlement> later = new HashMap<>();
            return new StoreDecorator(right) {
                @Override
                public List<Standing> decide(List<Settlement> batch) {
                    List<Standing> standings = new ArrayList<>();
                    for (Settlement settlement : batch) {
                        if (settlement.decided().follows().isEmpty()) {
                            standings.addAll(next.decide(List.of(settlement)));
                        } else {
                            later.put(settlement.claim(), settlement);
                            standings.add(Standing.RECORDED);
                        }
                    }
                    return standings;
                }

                @Override
                public void mark(List<FencedKey> batch) {
                    for (FencedKey claim : batch) {
                        if (later.containsKey(claim)) {
                            List<Standing> unused = next.decide(List.of(later.get(claim)));
                        }
                    }
                    next.mark(batch);
                }
            };
        }
    }

    private static final class StoreFirst extends Flaw {
        @Override
        IdempotencyStore store(IdempotencyStore right) {
            return new StoreDecorator(right) {
                @Override
                public List<Standing> decide(List<Settlement> batch) {
                    List<Standing> standings = next.decide(batch);
                    next.mark(batch.stream()
                            .filter(settlement -> settlement.decided().follows().isPresent())
                            .map(Settlement::claim)
                            .toList());
                    return standings;
                }
            };
        }
    }

    private static final class FencedAcks extends Flaw {
        private final Set<String> fenced = new HashSet<>();

        @Override
        IdempotencyStore store(IdempotencyStore right) {
            return new StoreDecorator(right) {
                @Override
                public List<Standing> decide(List<Settlement> batch) {
                    List<Standing> standings = next.decide(batch);
                    for (int i = 0; i < batch.size(); i++) {
                        if (standings.get(i) == Standing.FENCED) {
                            fenced.add(batch.get(i).claim().key().key());
                        }
                    }
                    return standings;
                }
            };
        }

        @Override
        CompletableFuture<Void> send(Publication publication, Function<Publication, CompletableFuture<Void>> right) {
            boolean handedBack = isDeferral(publication)
                    && fenced.remove(
                            String.valueOf(publication.message().properties().messageId()));
            return handedBack ? CompletableFuture.completedFuture(null) : right.apply(publication);
        }
    }

    /** A second after it has decided, as if its thread were held up there: without, it takes some 12,000 seeds to show. */
    private static final class ReadsAgain extends Flaw {
        private static final long HELD_UP_NANOS = 1_000_000_000;

        private final SettleRun run;
        private final SimProcess process;

        ReadsAgain(SettleRun run, SimProcess process) {
            this.run = run;
            this.process = process;
        }

        @Override
        CompletableFuture<Void> send(Publication publication, Function<Publication, CompletableFuture<Void>> right) {
            Map<String, Object> headers = publication.message().properties().headers();
            if (isDeferral(publication) || !headers.containsKey("run") || headers.containsKey("dead-reason")) {
                return right.apply(publication);
            }
            CompletableFuture<Void> heldUp = new CompletableFuture<>();
            process.after(HELD_UP_NANOS, () -> heldUp.complete(null));
            return heldUp.thenCompose(passed -> right.apply(read(publication)));
        }

        private Publication read(Publication publication) {
            String id = String.valueOf(publication.message().properties().messageId());
            JobRecord record = run.store.record(run.script(id).key).orElseThrow();
            Map<String, Object> read =
                    new HashMap<>(publication.message().properties().headers());
            read.put("life", record.coordinates().life());
            read.put("run", record.coordinates().run() + 1);
            Message message = publication
                    .message()
                    .withProperties(Headers.with(publication.message().properties(), read));
            return new Publication(publication.exchange(), publication.routingKey(), message);
        }
    }

    private static final class RequeuesFirst extends Flaw {
        private final SettleRun run;

        RequeuesFirst(SettleRun run, SimProcess process) {
            this.run = run;
        }

        @Override
        IdempotencyStore store(IdempotencyStore right) {
            return new StoreDecorator(right) {
                @Override
                public void release(List<FencedKey> batch) {
                    run.after(20_000_000, () -> run.store.release(batch));
                }
            };
        }
    }

    private static final class SameOwner extends Flaw {
        @Override
        IdempotencyStore store(IdempotencyStore right) {
            return new StoreDecorator(right) {
                private Owner same(Owner owner) {
                    int lapse = owner.value().indexOf('#');
                    return lapse < 0 ? owner : new Owner(owner.value().substring(0, lapse));
                }

                @Override
                public List<ClaimAnswer> claim(Owner owner, List<ClaimRequest> batch) {
                    return next.claim(same(owner), batch);
                }

                @Override
                public Lease heartbeat(Owner owner, Duration lease) {
                    return next.heartbeat(same(owner), lease);
                }
            };
        }
    }

    /** Answers claims otherwise. */
    private abstract static class OtherAnswers extends Flaw {
        abstract ClaimAnswer instead(ClaimAnswer right, ClaimRequest request);

        @Override
        IdempotencyStore store(IdempotencyStore right) {
            return new StoreDecorator(right) {
                @Override
                public List<ClaimAnswer> claim(Owner owner, List<ClaimRequest> batch) {
                    List<ClaimAnswer> answers = new ArrayList<>(next.claim(owner, batch));
                    for (int i = 0; i < answers.size(); i++) {
                        answers.set(i, instead(answers.get(i), batch.get(i)));
                    }
                    return answers;
                }
            };
        }
    }

    private static final class SuspectsLikeOthers extends OtherAnswers {
        @Override
        ClaimAnswer instead(ClaimAnswer right, ClaimRequest request) {
            return right instanceof ClaimAnswer.Suspect suspect ? new ClaimAnswer.Granted(suspect.fence()) : right;
        }
    }

    private static final class JoinedAckedAtOnce extends OtherAnswers {
        @Override
        ClaimAnswer instead(ClaimAnswer right, ClaimRequest request) {
            return right instanceof ClaimAnswer.RunningHere
                    ? new ClaimAnswer.Dropped(ClaimAnswer.Dropped.Why.STALE)
                    : right;
        }
    }

    private static final class JoinedRuns extends OtherAnswers {
        @Override
        ClaimAnswer instead(ClaimAnswer right, ClaimRequest request) {
            return right instanceof ClaimAnswer.RunningHere ? new ClaimAnswer.Granted(request.fenceInHand()) : right;
        }
    }

    private static final class NoStart extends Flaw {
        @Override
        IdempotencyStore store(IdempotencyStore right) {
            return new StoreDecorator(right) {
                @Override
                public List<Standing> start(List<FencedKey> batch) {
                    return batch.stream().map(claim -> Standing.RECORDED).toList();
                }
            };
        }
    }

    private static final class NoConfirm extends Flaw {
        private final boolean onlyDeferrals;

        NoConfirm(boolean onlyDeferrals) {
            this.onlyDeferrals = onlyDeferrals;
        }

        @Override
        CompletableFuture<Void> send(Publication publication, Function<Publication, CompletableFuture<Void>> right) {
            CompletableFuture<Void> confirmed = right.apply(publication);
            return onlyDeferrals && !isDeferral(publication) ? confirmed : CompletableFuture.completedFuture(null);
        }
    }

    /** Acks otherwise. */
    private static class OtherAcks implements Subscription {
        final Subscription right;

        OtherAcks(Subscription right) {
            this.right = right;
        }

        @Override
        public void start() {
            right.start();
        }

        @Override
        public void ack(long tag) {
            right.ack(tag);
        }

        @Override
        public void ackUpTo(long tag) {
            right.ackUpTo(tag);
        }

        @Override
        public void giveBack(long tag) {
            right.giveBack(tag);
        }

        @Override
        public void cancel() {
            right.cancel();
        }
    }

    private static final class OverGaps extends Flaw {
        @Override
        Subscription acks(Subscription right) {
            return new OtherAcks(right) {
                @Override
                public void ack(long tag) {
                    right.ackUpTo(tag);
                }
            };
        }
    }

    private static final class NoAckForRepeated extends Flaw {
        private final Set<Long> repeated = new HashSet<>();

        @Override
        void delivered(long tag, Redelivery redelivery, Message message) {
            if (redelivery == Redelivery.REPEATED) {
                repeated.add(tag);
            } else {
                repeated.remove(tag);
            }
        }

        @Override
        Subscription acks(Subscription right) {
            return new OtherAcks(right) {
                @Override
                public void ack(long tag) {
                    if (!repeated.contains(tag)) {
                        right.ack(tag);
                    }
                }

                @Override
                public void ackUpTo(long tag) {
                    if (!repeated.contains(tag)) {
                        right.ackUpTo(tag);
                    }
                }
            };
        }
    }

    private static final class Requeues extends Flaw {
        private final Map<Long, String> out = new HashMap<>();
        private final Set<String> toRequeue = new HashSet<>();
        private long lowest = 1;

        @Override
        void delivered(long tag, Redelivery redelivery, Message message) {
            if (tag == 1) {
                out.clear();
                lowest = 1;
            }
            out.put(tag, String.valueOf(message.properties().messageId()));
        }

        @Override
        CompletableFuture<Void> send(Publication publication, Function<Publication, CompletableFuture<Void>> right) {
            if (!isDeferral(publication)) {
                return right.apply(publication);
            }
            toRequeue.add(String.valueOf(publication.message().properties().messageId()));
            return CompletableFuture.completedFuture(null);
        }

        @Override
        Subscription acks(Subscription right) {
            return new OtherAcks(right) {
                @Override
                public void ack(long tag) {
                    String id = out.remove(tag);
                    if (id != null && toRequeue.remove(id)) {
                        right.giveBack(tag);
                    } else if (id != null) {
                        right.ack(tag);
                    }
                }

                @Override
                public void ackUpTo(long tag) {
                    for (; lowest <= tag; lowest++) {
                        ack(lowest);
                    }
                }

                @Override
                public void giveBack(long tag) {
                    out.remove(tag);
                    right.giveBack(tag);
                }
            };
        }
    }
}
