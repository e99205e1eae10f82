package dev.tidings.spring;

import dev.tidings.client.Connection;
import dev.tidings.client.submit.SubmitOptions;
import dev.tidings.client.submit.TidingsClient;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** The connection and the client. */
@AutoConfiguration
@EnableConfigurationProperties(TidingsProperties.class)
public final class TidingsAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    Connection tidingsConnection(TidingsProperties properties) {
        Connection connection = properties.tls().enabled()
                ? Connection.tls(properties.server()).credentials(credentials(properties.tls()))
                : Connection.plaintext(properties.server());
        return properties.apiKey() == null ? connection : connection.apiKey(properties.apiKey());
    }

    private static io.grpc.ChannelCredentials credentials(TidingsProperties.Tls tls) {
        if ((tls.certificate() == null) != (tls.privateKey() == null)) {
            throw new IllegalArgumentException(
                    "of tidings.tls.certificate and tidings.tls.private-key there is one; expected both or neither");
        }
        TlsChannelCredentials.Builder builder = TlsChannelCredentials.newBuilder();
        try {
            if (tls.trustCertificate() != null) {
                builder.trustManager(tls.trustCertificate());
            }
            if (tls.certificate() != null && tls.privateKey() != null) {
                builder.keyManager(tls.certificate(), tls.privateKey());
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(
                    "a file of tidings.tls cannot be read: " + unreadable.getMessage(), unreadable);
        }
        return builder.build();
    }

    @Bean
    @ConditionalOnMissingBean
    TidingsClient tidingsClient(Connection connection, TidingsProperties properties) {
        return new TidingsClient(connection, SubmitOptions.DEFAULT.within(properties.within()));
    }
}
