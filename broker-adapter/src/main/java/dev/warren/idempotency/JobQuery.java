package dev.warren.idempotency;

import dev.warren.job.JobId;
import dev.warren.job.JobTypeName;
import dev.warren.topology.LaneName;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which jobs to look for in a store, and how many of them at a time. A job is asked for when it fits every part; what is left empty leaves it
 * open.
 *
 * @param namespace the topology's namespace
 * @param tenant the tenant; an empty text means jobs that have none
 * @param type the job type
 * @param lane the lane it was last seen in
 * @param id the job id, which several types and tenants may have used
 * @param key the idempotency key, likewise
 * @param statuses one of these, at least one
 * @param enqueued when it was enqueued
 * @param finished when it became final; any bound leaves out jobs that are not at their end
 * @param most how many jobs a page holds at most, 1 to 1,000
 * @param after where the page before ended
 */
public record JobQuery(
        Optional<String> namespace,
        Optional<String> tenant,
        Optional<JobTypeName> type,
        Optional<LaneName> lane,
        Optional<JobId> id,
        Optional<String> key,
        Set<JobStatus> statuses,
        TimeRange enqueued,
        TimeRange finished,
        int most,
        Optional<JobCursor> after) {
    private static final int MOST_ON_A_PAGE = 1_000;

    /** Checks the bounds. */
    public JobQuery {
        if (statuses.isEmpty()) {
            throw new IllegalArgumentException("a query names no status; leave it open, or name at least one");
        }
        if (most < 1 || most > MOST_ON_A_PAGE) {
            throw new IllegalArgumentException("most is " + most + "; it must be from 1 to " + MOST_ON_A_PAGE);
        }
        statuses = Set.copyOf(statuses);
    }

    /** Asks for every job, 100 at a time, unless told otherwise. */
    public static Builder builder() {
        return new Builder();
    }

    /** The same, from where a page ended. */
    public JobQuery after(JobCursor cursor) {
        return new JobQuery(
                namespace, tenant, type, lane, id, key, statuses, enqueued, finished, most, Optional.of(cursor));
    }

    /** The same, with another number of jobs on a page. */
    public JobQuery most(int other) {
        return new JobQuery(namespace, tenant, type, lane, id, key, statuses, enqueued, finished, other, after);
    }

    /** Whether it asks for this job. */
    public boolean matches(JobRecord record) {
        JobKey at = record.key();
        return fits(namespace, at.namespace())
                && fits(tenant, at.tenant())
                && fits(type, at.type())
                && (lane.isEmpty() || record.lane().equals(lane))
                && fits(id, record.id())
                && fits(key, at.key())
                && statuses.contains(record.status())
                && enqueued.contains(record.enqueuedAt())
                && record.finishedAt().map(finished::contains).orElse(finished.equals(TimeRange.ALWAYS));
    }

    private static <T> boolean fits(Optional<T> wanted, T value) {
        return wanted.isEmpty() || wanted.get().equals(value);
    }

    /** Collects what is asked for. Not safe for use by several threads. */
    public static final class Builder {
        private Optional<String> namespace = Optional.empty();
        private Optional<String> tenant = Optional.empty();
        private Optional<JobTypeName> type = Optional.empty();
        private Optional<LaneName> lane = Optional.empty();
        private Optional<JobId> id = Optional.empty();
        private Optional<String> key = Optional.empty();
        private Set<JobStatus> statuses = EnumSet.allOf(JobStatus.class);
        private TimeRange enqueued = TimeRange.ALWAYS;
        private TimeRange finished = TimeRange.ALWAYS;
        private int most = 100;

        private Builder() {}

        /** Jobs of one namespace. Default: any. */
        public Builder namespace(String value) {
            namespace = Optional.of(value);
            return this;
        }

        /** Jobs of one tenant, or with an empty text of none. Default: any. */
        public Builder tenant(String value) {
            tenant = Optional.of(value);
            return this;
        }

        /** Jobs of one type. Default: any. */
        public Builder type(JobTypeName value) {
            type = Optional.of(value);
            return this;
        }

        /** Jobs last seen in one lane. Default: any, and those of which no lane is known. */
        public Builder lane(LaneName value) {
            lane = Optional.of(value);
            return this;
        }

        /** Jobs with this id. Default: any. */
        public Builder id(JobId value) {
            id = Optional.of(value);
            return this;
        }

        /** Jobs with this idempotency key. Default: any. */
        public Builder key(String value) {
            key = Optional.of(value);
            return this;
        }

        /** Jobs in one of these statuses, at least one. Default: any. */
        public Builder statuses(Collection<JobStatus> values) {
            statuses = values.isEmpty() ? Set.of() : EnumSet.copyOf(values);
            return this;
        }

        /** Jobs enqueued in this time. Default: any. */
        public Builder enqueued(TimeRange value) {
            enqueued = value;
            return this;
        }

        /** Jobs that ended in this time. Default: any, and those that have not ended. */
        public Builder finished(TimeRange value) {
            finished = value;
            return this;
        }

        /** How many jobs a page holds at most, 1 to 1,000. Default 100. */
        public Builder most(int value) {
            most = value;
            return this;
        }

        /**
         * The query.
         *
         * @throws IllegalArgumentException when no status is named, or {@code most} is out of its bounds
         */
        public JobQuery build() {
            return new JobQuery(
                    namespace, tenant, type, lane, id, key, statuses, enqueued, finished, most, Optional.empty());
        }
    }
}
