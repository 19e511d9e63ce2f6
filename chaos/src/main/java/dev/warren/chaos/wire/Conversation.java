package dev.warren.chaos.wire;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Follows one connection, and tells of each frame which passage it belongs to. Only jobs count: what goes through other exchanges, such as
 * the workers' talk among themselves, passes unseen, and so do the confirms and acks for it. Safe for use by the two threads that pass
 * bytes on.
 */
final class Conversation {
    private static final int PUBLISH = 40;
    private static final int DELIVER = 60;
    private static final int ACK = 80;
    private static final int NO_CHANNEL = -1;

    private final Predicate<String> exchangesOfJobs;
    private final Contents fromClient = new Contents();
    private final Contents fromBroker = new Contents();
    private final TreeSet<Long> unconfirmed = new TreeSet<>();
    private long published;
    private int channelOfJobs = NO_CHANNEL;

    Conversation(Predicate<String> exchangesOfJobs) {
        this.exchangesOfJobs = exchangesOfJobs;
    }

    /** What a frame from the client is a part of. */
    synchronized Optional<Piece> clientSays(Frame frame) {
        if (frame.isBasic(PUBLISH)) {
            published++;
            ByteBuffer arguments = frame.arguments();
            arguments.getShort(); // reserved
            if (!exchangesOfJobs.test(Frame.shortText(arguments))) {
                return Optional.empty();
            }
            unconfirmed.add(published);
            return fromClient.begin(Passage.PUBLISH, frame);
        }
        if (frame.isBasic(ACK) && frame.channel() == channelOfJobs) {
            return whole(Passage.ACK, frame);
        }
        return fromClient.goOn(frame);
    }

    /** What a frame from the broker is a part of. */
    synchronized Optional<Piece> brokerSays(Frame frame) {
        if (frame.isBasic(DELIVER)) {
            return delivers(frame);
        }
        if (frame.isBasic(ACK)) {
            return confirms(frame.arguments()) ? whole(Passage.CONFIRM, frame) : Optional.empty();
        }
        return fromBroker.goOn(frame);
    }

    private Optional<Piece> delivers(Frame frame) {
        ByteBuffer arguments = frame.arguments();
        Frame.shortText(arguments); // the consumer's tag
        arguments.getLong(); // the delivery's
        arguments.get(); // whether it is one more time
        if (!exchangesOfJobs.test(Frame.shortText(arguments))) {
            return Optional.empty();
        }
        channelOfJobs = frame.channel();
        return fromBroker.begin(Passage.DELIVERY, frame);
    }

    private boolean confirms(ByteBuffer arguments) {
        long number = arguments.getLong();
        if (arguments.get() == 0) {
            return unconfirmed.remove(number);
        }
        var confirmed = unconfirmed.headSet(number, true);
        boolean any = !confirmed.isEmpty();
        confirmed.clear();
        return any;
    }

    private static Optional<Piece> whole(Passage passage, Frame frame) {
        return Optional.of(new Piece(passage, 0, frame.length(), true));
    }

    /** Messages under way in one direction: a method, a header and as many bodies as the header says, frames of other channels between them. */
    private static final class Contents {
        private final Map<Integer, Content> byChannel = new HashMap<>();

        Optional<Piece> begin(Passage passage, Frame method) {
            byChannel.put(method.channel(), new Content(passage, method.length(), 0));
            return Optional.of(new Piece(passage, 0, method.length(), false));
        }

        Optional<Piece> goOn(Frame frame) {
            Content content = frame.isHeader() || frame.isBody() ? byChannel.get(frame.channel()) : null;
            if (content == null) {
                return Optional.empty();
            }
            Content next = content.with(frame);
            byChannel.put(frame.channel(), next);
            boolean isLast = next.bodyLeft() == 0;
            if (isLast) {
                byChannel.remove(frame.channel());
            }
            return Optional.of(new Piece(content.passage(), content.passed(), frame.length(), isLast));
        }
    }

    private record Content(Passage passage, int passed, long bodyLeft) {
        Content with(Frame frame) {
            long left = frame.isHeader() ? frame.bodySize() : bodyLeft - frame.payloadSize();
            return new Content(passage, passed + frame.length(), left);
        }
    }
}
