package dev.warren.topology;

import java.util.List;

/**
 * The access rules of each role. RabbitMQ searches for a match anywhere in a name, so every pattern is anchored; the default exchange,
 * which replies go through, is called {@code amq.default} in access rules.
 */
record RolePermissions(String namespace, List<String> lanes) {
    private static final String NOTHING = "^$";

    Permissions of(Role role) {
        return switch (role) {
            case PRODUCER -> new Permissions(role, NOTHING, only(ours(anyLane())), NOTHING);
            case WORKER -> new Permissions(role, only(workerQueues()), only(workerWrites()), only(workerReads()));
            case PROVISIONER -> new Permissions(role, everything(), everything(), everything());
            case OPERATOR -> new Permissions(role, only(workerQueues()), only(operatorWrites()), only(operatorReads()));
        };
    }

    /** The control exchange is among them because workers announce themselves there. */
    private String workerWrites() {
        return ours("(" + anyLane() + "(\\.delay\\.[0-9]{2})?|dead|control|worker\\..+)") + "|amq\\.default";
    }

    private String workerReads() {
        return ours("(" + anyLane() + "|control|worker\\..+)");
    }

    /** Replays go to lanes and ladders; an unrouted dead letter goes to where the dead ones are. */
    private String operatorWrites() {
        return ours("(" + anyLane() + "(\\.delay\\.[0-9]{2})?|dead|control|worker\\..+)");
    }

    private String operatorReads() {
        return ours("(" + anyLane() + "\\.dead|unrouted|control|worker\\..+)");
    }

    private String workerQueues() {
        return ours("worker\\..+");
    }

    private String everything() {
        return "^" + ours("");
    }

    private String ours(String rest) {
        return namespace + "\\." + rest;
    }

    private String anyLane() {
        return "(" + String.join("|", lanes) + ")";
    }

    private static String only(String pattern) {
        return "^(" + pattern + ")$";
    }
}
