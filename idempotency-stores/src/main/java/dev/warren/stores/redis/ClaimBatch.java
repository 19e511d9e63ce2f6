package dev.warren.stores.redis;

import dev.warren.idempotency.ClaimAnswer;
import dev.warren.idempotency.ClaimRequest;
import dev.warren.idempotency.Owner;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fast way of a claim: jobs never seen before, in their first life and without a unique key, are granted by one script. Whoever was not is left to the rules. */
final class ClaimBatch {
    private static final byte[] NOTHING = {};

    private final Server server;
    private final Owner owner;

    ClaimBatch(Server server, Owner owner) {
        this.server = server;
        this.owner = owner;
    }

    /** Writes what was granted in this way into the answers, by place in the batch; the others stay null. */
    void grant(List<ClaimRequest> batch, @Nullable ClaimAnswer[] answers) {
        List<Integer> places = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            ClaimRequest request = batch.get(i);
            if (request.coordinates().life() == 0 && request.uniqueness().isEmpty()) {
                places.add(i);
            }
        }
        for (int from = 0; from < places.size(); from += Rules.MOST_AT_ONCE) {
            grant(batch, places.subList(from, Math.min(from + Rules.MOST_AT_ONCE, places.size())), answers);
        }
    }

    private void grant(List<ClaimRequest> batch, List<Integer> places, @Nullable ClaimAnswer[] answers) {
        List<String> jobs = new ArrayList<>(places.size());
        List<byte[]> arguments = new ArrayList<>(places.size() + 8);
        List<byte[]> notes = new ArrayList<>();
        Set<String> known = new HashSet<>();
        Set<String> scopes = new LinkedHashSet<>();
        arguments.add(Names.bytes(owner.value()));
        for (int place : places) {
            ClaimRequest request = batch.get(place);
            String scope = Names.scope(request.key());
            String job = scope + "/" + request.key().key();
            jobs.add(job);
            scopes.add(scope);
            if (!known.add(job)) {
                add(notes, "left", jobs.size(), NOTHING);
            }
            arguments.add(RecordForm.fresh(request, owner));
            note(notes, jobs.size(), request, job);
        }
        scopes.forEach(scope -> add(notes, "scope", 0, Names.bytes(scope)));
        arguments.add(1, Arrival.bytes(jobs));
        arguments.addAll(notes);
        Server.Highest before = server.highestFence();
        List<Object> reply = server.run(Script.CLAIM, jobs, arguments, owner);
        long last = 0;
        for (int i = 0; i < places.size(); i++) {
            long fence = (Long) reply.get(2 + i);
            if (fence != 0) {
                answers[places.get(i)] = new ClaimAnswer.Granted(fence);
                last = fence;
            }
        }
        server.gave(before, (Long) reply.get(1), last);
    }

    private static void note(List<byte[]> notes, int which, ClaimRequest request, String job) {
        request.expiresAt().ifPresent(end -> add(notes, "expires", which, Micros.text(Micros.notBefore(end))));
        if (!request.id().value().equals(request.key().key())) {
            add(notes, "id", which, Names.bytes(Names.idPrefix(request.id()) + job));
        }
    }

    private static void add(List<byte[]> notes, String kind, int which, byte[] value) {
        notes.add(Names.bytes(kind));
        notes.add(Micros.text(which));
        notes.add(value);
    }
}
