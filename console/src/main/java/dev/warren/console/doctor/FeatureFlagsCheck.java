package dev.warren.console.doctor;

import java.util.List;

/** Feature flags that are off. */
final class FeatureFlagsCheck implements Check {
    @Override
    public String name() {
        return "feature-flags";
    }

    @Override
    public List<Finding> look(Patient patient) {
        return List.of(judged(patient.reports().disabledFeatureFlags()));
    }

    static Finding judged(List<String> disabled) {
        return disabled.isEmpty()
                ? Finding.ok("all stable feature flags are on")
                : Finding.warn(
                        disabled.size() + " feature flags are off: " + String.join(", ", disabled)
                                + "; the next version may refuse to start without them",
                        "rabbitmqctl enable_feature_flag all, when all nodes have the same version");
    }
}
