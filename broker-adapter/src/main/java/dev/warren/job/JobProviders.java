package dev.warren.job;

import dev.warren.WarrenException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Finds {@link JobProvider}s, and the job types they have. */
public final class JobProviders {
    private JobProviders() {}

    /**
     * All providers that a class loader, or one above it, can find, in the order of the class path.
     *
     * @throws WarrenException when one is named and can't be made; the message names it
     */
    public static List<JobProvider> on(ClassLoader loader) {
        try {
            List<JobProvider> found = new ArrayList<>();
            ServiceLoader.load(JobProvider.class, loader).forEach(found::add);
            return List.copyOf(found);
        } catch (ServiceConfigurationError | LinkageError e) {
            throw new WarrenException(
                    "a job provider can't be loaded: " + words(e)
                            + ". Check META-INF/services/dev.warren.job.JobProvider and the class path",
                    e);
        }
    }

    /** A service loader tells which provider it was, and only the cause tells why. */
    private static String words(Error failure) {
        return failure.getCause() == null
                ? failure.getMessage()
                : failure.getMessage() + " (" + failure.getCause() + ")";
    }

    /**
     * The job types of these providers, in the order of registration. Registers, and runs nothing.
     *
     * @throws IllegalArgumentException when two handlers have the same type; the message names it
     */
    public static List<JobType<?>> types(Collection<? extends JobProvider> providers) {
        Types types = new Types();
        providers.forEach(provider -> provider.register(types));
        return List.copyOf(types.byName.values());
    }

    private static final class Types implements JobRegistry {
        private final Map<JobTypeName, JobType<?>> byName = new LinkedHashMap<>();

        @Override
        public <P> JobRegistry run(JobType<P> type, JobHandler.Plain<P> handler) {
            return add(type);
        }

        @Override
        public <P> JobRegistry handle(JobType<P> type, JobHandler<P> handler) {
            return add(type);
        }

        private JobRegistry add(JobType<?> type) {
            if (byName.putIfAbsent(type.name(), type) != null) {
                throw new IllegalArgumentException("job type '" + type.name() + "' has two handlers; take one out");
            }
            return this;
        }
    }
}
