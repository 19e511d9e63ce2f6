package dev.warren.benchmarks.drain;

import dev.warren.benchmarks.work.NoOpJob;
import java.util.concurrent.CountDownLatch;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.listener.DirectMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.adapter.MessageListenerAdapter;
import org.springframework.amqp.support.converter.DefaultClassMapper;
import org.springframework.amqp.support.converter.Jackson2JsonMessageConverter;

/**
 * Spring AMQP's side: its direct container with one consumer, acks in batches, JSON read into the same record, a handler that does nothing, and
 * no memory of what was done. Ends after a number of jobs.
 */
public final class SpringWorker {
    private final CountDownLatch left;

    private SpringWorker(int jobs) {
        this.left = new CountDownLatch(jobs);
    }

    /** Called by Spring for every message. */
    public void handleMessage(NoOpJob job) {
        left.countDown();
    }

    /** Arguments: the broker's address, the queue, jobs, prefetch, messages for each ack. */
    public static void main(String[] args) throws InterruptedException {
        SpringWorker worker = new SpringWorker(Integer.parseInt(args[2]));
        CachingConnectionFactory connections = new CachingConnectionFactory();
        connections.setUri(args[0]);
        DirectMessageListenerContainer container = new DirectMessageListenerContainer(connections);
        container.setQueueNames(args[1]);
        container.setPrefetchCount(Integer.parseInt(args[3]));
        container.setMessagesPerAck(Integer.parseInt(args[4]));
        container.setMessageListener(new MessageListenerAdapter(worker, converter()));
        container.afterPropertiesSet();
        container.start();
        worker.left.await();
        container.stop();
        connections.destroy();
    }

    private static Jackson2JsonMessageConverter converter() {
        DefaultClassMapper types = new DefaultClassMapper();
        types.setDefaultType(NoOpJob.class);
        Jackson2JsonMessageConverter converter = new Jackson2JsonMessageConverter();
        converter.setClassMapper(types);
        return converter;
    }
}
