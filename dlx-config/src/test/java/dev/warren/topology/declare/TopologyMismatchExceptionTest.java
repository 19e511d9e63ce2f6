package dev.warren.topology.declare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TopologyMismatchExceptionTest {
    @Test
    void saysWhichArgumentOfWhichQueueDiffersAndHowToMigrate() {
        assertThat(
                        message(
                                "PRECONDITION_FAILED - inequivalent arg 'x-message-ttl' for queue 'jobs.bulk.delay.00' in vhost '/':"
                                        + " received the value '250' of type 'long' but current is the value '500' of type 'long'"))
                .isEqualTo(
                        "queue 'jobs.bulk.delay.00' already exists with another 'x-message-ttl': this program declares the value"
                                + " '250' of type 'long', the broker has the value '500' of type 'long'. RabbitMQ can't change it, and"
                                + " nothing was changed or deleted. To migrate, stop what publishes to it, let it run empty, delete it"
                                + " with 'rabbitmqctl delete_queue jobs.bulk.delay.00 --if-empty' and start again. Or keep the broker's"
                                + " form in this program's settings, or choose a new namespace and let workers of the old one run until"
                                + " it is empty.");
    }

    @Test
    void saysHowToMigrateAnExchange() {
        assertThat(message("PRECONDITION_FAILED - inequivalent arg 'type' for exchange 'jobs.bulk' in vhost 'it''s':"
                        + " received 'topic' but current is 'direct'"))
                .contains("the broker refuses a part of the topology");
        assertThat(message("PRECONDITION_FAILED - inequivalent arg 'type' for exchange 'jobs.bulk' in vhost '/':"
                        + " received 'topic' but current is 'direct'"))
                .contains("exchange 'jobs.bulk' already exists with another 'type'")
                .contains("delete the exchange (it holds no messages)");
    }

    @Test
    void passesOnWhatItCannotRead() {
        assertThat(message("PRECONDITION_FAILED - invalid property 'durable' for queue 'x'"))
                .isEqualTo(
                        "the broker refuses a part of the topology: PRECONDITION_FAILED - invalid property 'durable' for queue"
                                + " 'x'. Nothing was changed");
    }

    private static String message(String replyText) {
        return String.valueOf(
                TopologyMismatchException.of(replyText, new Exception()).getMessage());
    }
}
