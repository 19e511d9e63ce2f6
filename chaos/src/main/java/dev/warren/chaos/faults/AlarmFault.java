package dev.warren.chaos.faults;

import java.time.Duration;

/** What the broker does by itself, or its operator with {@code rabbitmqctl}, while it runs. */
enum AlarmFault implements Fault {
    /** Its memory runs short: it takes nothing from connections that publish. */
    MEMORY_ALARM(
            "memory-alarm",
            Duration.ofSeconds(2),
            new String[] {"set_vm_memory_high_watermark", "0.00001"},
            new String[] {"set_vm_memory_high_watermark", "0.4"}),
    /** Its disk is nearly full: the same. */
    DISK_ALARM(
            "disk-alarm",
            Duration.ofSeconds(2),
            new String[] {"set_disk_free_limit", "1000000000000000"},
            new String[] {"set_disk_free_limit", "50000000"}),
    /** It closes every connection. */
    CONNECTIONS_CLOSED(
            "connections-closed",
            Duration.ZERO,
            new String[] {"close_all_connections", "closed by the fault suite"},
            new String[] {});

    private final String word;
    private final Duration lasts;
    private final String[] hit;
    private final String[] healing;

    AlarmFault(String word, Duration lasts, String[] hit, String[] healing) {
        this.word = word;
        this.lasts = lasts;
        this.hit = hit;
        this.healing = healing;
    }

    @Override
    public String word() {
        return word;
    }

    @Override
    public Track track() {
        return Track.BROKER;
    }

    @Override
    public Recovery recovery() {
        return Recovery.OF_ALL;
    }

    @Override
    public Duration lasts(Arena arena) {
        return lasts;
    }

    @Override
    public Blow aim(Arena arena, int choice) {
        return new Steps("broker", () -> arena.broker().ctl(hit), () -> {
            if (healing.length > 0) {
                arena.broker().ctl(healing);
            }
        });
    }
}
