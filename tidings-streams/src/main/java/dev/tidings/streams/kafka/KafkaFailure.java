package dev.tidings.streams.kafka;

import dev.tidings.core.problem.Cause;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The reason why Kafka cannot be used.
 *
 * @param kind identifies the kind of failure
 * @param message the message for logs and errors; without credentials, because Kafka's messages contain none
 */
public record KafkaFailure(String kind, String message) {
    public static KafkaFailure of(Throwable failure) {
        Throwable cause = Cause.of(failure);
        return new KafkaFailure(cause.getClass().getSimpleName(), message(cause));
    }

    private static String message(Throwable cause) {
        return switch (cause) {
            case UnknownTopicOrPartitionException missing -> "the topic does not exist in Kafka";
            case AuthenticationException refused ->
                "Kafka rejected the credentials of kafka.client: " + refused.getMessage();
            case AuthorizationException refused -> "Kafka denied access: " + refused.getMessage();
            case TimeoutException away -> "Kafka does not respond: " + away.getMessage();
            default -> root(cause);
        };
    }

    private static String root(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
