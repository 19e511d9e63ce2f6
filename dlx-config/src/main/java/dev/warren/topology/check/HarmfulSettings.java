package dev.warren.topology.check;

import dev.warren.topology.QueueSpec;
import dev.warren.topology.check.Difference.HarmfulPolicy;
import dev.warren.topology.check.LiveBroker.LivePolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings by which a policy hurts a queue in spite of its arguments: RabbitMQ takes the smaller of both for numbers
 * (https://www.rabbitmq.com/docs/policies), and what the arguments leave open is the policy's alone.
 */
final class HarmfulSettings {
    private HarmfulSettings() {}

    static List<HarmfulPolicy> of(QueueSpec wanted, LivePolicy policy) {
        List<HarmfulPolicy> harmful = new ArrayList<>();
        Map<String, Object> settings = policy.settings();
        report(harmful, wanted, policy, "expires", "deletes the queue with all its messages when nobody uses it");
        if (isLower(settings.get("message-ttl"), wanted.arguments().get("x-message-ttl"))) {
            report(harmful, wanted, policy, "message-ttl", "ends the wait of its messages early");
        }
        if (isLower(settings.get("delivery-limit"), wanted.arguments().get("x-delivery-limit"))) {
            report(
                    harmful,
                    wanted,
                    policy,
                    "delivery-limit",
                    "gives up on messages that were only looked at or prefetched");
        }
        return harmful;
    }

    private static void report(
            List<HarmfulPolicy> harmful, QueueSpec wanted, LivePolicy policy, String setting, String effect) {
        Object value = policy.settings().get(setting);
        if (value != null) {
            String name = policy.name().isEmpty() ? "(an operator policy)" : policy.name();
            harmful.add(new HarmfulPolicy(wanted.name(), name, setting, value, effect));
        }
    }

    private static boolean isLower(@Nullable Object setting, @Nullable Object argument) {
        return setting instanceof Number set
                && !(argument instanceof Number ours && set.longValue() >= ours.longValue());
    }
}
