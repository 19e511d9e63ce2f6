package dev.warren.topology.check;

import java.util.List;

/**
 * How a node of a broker is.
 *
 * @param name its name
 * @param running whether it runs; all else is empty when it does not
 * @param memoryAlarm whether it blocks publishers for want of memory
 * @param diskAlarm whether it blocks publishers for want of disk space
 * @param memoryBytes what it uses
 * @param memoryLimitBytes where the alarm begins
 * @param freeDiskBytes what is free
 * @param freeDiskLimitBytes where the alarm begins
 * @param partitions nodes it has lost touch with
 * @param plugins what is enabled on it
 */
public record NodeReport(
        String name,
        boolean running,
        boolean memoryAlarm,
        boolean diskAlarm,
        long memoryBytes,
        long memoryLimitBytes,
        long freeDiskBytes,
        long freeDiskLimitBytes,
        List<String> partitions,
        List<String> plugins) {
    /** Copies the lists. */
    public NodeReport {
        partitions = List.copyOf(partitions);
        plugins = List.copyOf(plugins);
    }
}
