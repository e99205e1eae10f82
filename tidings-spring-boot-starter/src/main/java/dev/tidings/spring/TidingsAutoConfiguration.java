package dev.tidings.spring;

import dev.tidings.client.Connection;
import dev.tidings.client.submit.SubmitOptions;
import dev.tidings.client.submit.TidingsClient;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** The connection and the client. */
@AutoConfiguration
@EnableConfigurationProperties(TidingsProperties.class)
public final class TidingsAutoConfiguration {
    private static final int DEL = 127;

    @Bean
    @ConditionalOnMissingBean
    Connection tidingsConnection(TidingsProperties properties) {
        Connection connection = Setting.read("tidings.server", () -> Connection.plaintext(properties.server()));
        if (properties.tls().enabled()) {
            connection = connection.credentials(TlsCredentials.read(properties.tls()));
        } else {
            TlsCredentials.refuseFilesWithoutTls(properties.tls());
        }
        return properties.apiKey() == null ? connection : connection.apiKey(checked(properties.apiKey()));
    }

    /** Checked here, since an invalid header would fail every call. */
    private static String checked(String apiKey) {
        if (apiKey.isEmpty() || !apiKey.chars().allMatch(each -> each > ' ' && each < DEL)) {
            throw new InvalidSettingException(
                    "tidings.api-key",
                    (apiKey.isEmpty() ? "is empty" : "has a space, a control character or a character outside ASCII")
                            + "; expected a key in the form that tidings keys create prints (tdk_…)",
                    "Set tidings.api-key to the whole key and nothing else, or remove it for a server without keys.",
                    null);
        }
        return apiKey;
    }

    @Bean
    @ConditionalOnMissingBean
    TidingsClient tidingsClient(Connection connection, TidingsProperties properties) {
        SubmitOptions options = Setting.read("tidings.within", () -> SubmitOptions.DEFAULT.within(properties.within()));
        return Setting.read("tidings.server", () -> new TidingsClient(connection, options));
    }
}
