package dev.warren.benchmarks.drain;

import dev.warren.benchmarks.work.NoOpJob;
import java.util.concurrent.CountDownLatch;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.DirectMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.adapter.MessageListenerAdapter;
import org.springframework.amqp.support.converter.DefaultClassMapper;
import org.springframework.amqp.support.converter.Jackson2JsonMessageConverter;

/**
 * Spring AMQP's side: one of its containers with one consumer, acks in batches, JSON read into the same record, a handler that does nothing, and
 * no memory of what was done. Ends after a number of jobs.
 */
public final class SpringWorker {
    private final CountDownLatch left;

    private SpringWorker(int jobs) {
        this.left = new CountDownLatch(jobs);
    }

    /** Which container, acking every so many messages. */
    enum Container {
        /** The listener runs on the client's thread. */
        DIRECT {
            @Override
            AbstractMessageListenerContainer of(CachingConnectionFactory connections, int prefetch, int ackEvery) {
                DirectMessageListenerContainer container = new DirectMessageListenerContainer(connections);
                container.setPrefetchCount(prefetch);
                container.setMessagesPerAck(ackEvery);
                return container;
            }
        },
        /** The listener runs on a thread of the container's. */
        SIMPLE {
            @Override
            AbstractMessageListenerContainer of(CachingConnectionFactory connections, int prefetch, int ackEvery) {
                SimpleMessageListenerContainer container = new SimpleMessageListenerContainer(connections);
                container.setPrefetchCount(prefetch);
                container.setBatchSize(ackEvery);
                return container;
            }
        };

        abstract AbstractMessageListenerContainer of(CachingConnectionFactory connections, int prefetch, int ackEvery);
    }

    /** Called by Spring for every message. */
    public void handleMessage(NoOpJob job) {
        left.countDown();
    }

    /** Arguments: the broker's address, the queue, jobs, prefetch, messages for each ack, and the container. */
    public static void main(String[] args) throws InterruptedException {
        SpringWorker worker = new SpringWorker(Integer.parseInt(args[2]));
        CachingConnectionFactory connections = new CachingConnectionFactory();
        connections.setUri(args[0]);
        AbstractMessageListenerContainer container =
                Container.valueOf(args[5]).of(connections, Integer.parseInt(args[3]), Integer.parseInt(args[4]));
        container.setQueueNames(args[1]);
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
