package dev.tidings.streams.kafka;

import dev.tidings.core.problem.Cause;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Why Kafka cannot be used.
 *
 * @param kind the same while the reason is
 * @param words for people; without credentials, since Kafka's own words have none
 */
public record KafkaFailure(String kind, String words) {
    public static KafkaFailure of(Throwable failure) {
        Throwable cause = Cause.of(failure);
        return new KafkaFailure(cause.getClass().getSimpleName(), words(cause));
    }

    private static String words(Throwable cause) {
        return switch (cause) {
            case UnknownTopicOrPartitionException missing -> "there is no such topic in Kafka";
            case AuthenticationException refused ->
                "Kafka does not take the credentials of kafka.client: " + refused.getMessage();
            case AuthorizationException refused -> "Kafka does not allow it: " + refused.getMessage();
            case TimeoutException away -> "Kafka does not answer: " + away.getMessage();
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
