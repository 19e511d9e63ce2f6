package dev.warren.console.jobs;

import dev.warren.idempotency.JobQuery;
import dev.warren.job.JobTypeName;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that tell apart jobs with one id. */
final class Which {
    @Option(names = "--type", paramLabel = "TYPE", description = "only jobs of this type")
    @Nullable
    JobTypeName type;

    @Option(
            names = "--tenant",
            paramLabel = "NAME",
            description = "only jobs of this tenant; '' for those that have none")
    @Nullable
    String tenant;

    JobQuery.Builder within(String namespace) {
        JobQuery.Builder query = JobQuery.builder().namespace(namespace);
        if (type != null) {
            query.type(type);
        }
        if (tenant != null) {
            query.tenant(tenant);
        }
        return query;
    }
}
