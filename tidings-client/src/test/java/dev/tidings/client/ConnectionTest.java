package dev.tidings.client;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:8434",
                "tidings.internal",
                "127.0.0.1:1",
                "[::1]:65535",
                "dns:///tidings.internal:8434",
                "unix:/run/tidings.sock"
            })
    void a_target_that_grpc_resolves_is_accepted(String target) {
        assertThatNoException().isThrownBy(() -> Connection.plaintext(target));
    }

    @ParameterizedTest
    @CsvSource({
        "'', target is blank; expected host:port",
        "http://tidings:8434, target is 'http://tidings:8434'; expected host:port without http:// or https://",
        "HTTPS://shop:secret@tidings, target is 'HTTPS://***@tidings'; expected host:port without http:// or https://",
        "tidings:0, target is 'tidings:0'; expected host:port with a port of 1 to 65535",
        "tidings:65536, target is 'tidings:65536'; expected host:port with a port of 1 to 65535",
        "[::1]:-1, target is '[::1]:-1'; expected host:port with a port of 1 to 65535",
        "tidings :8434, target is 'tidings :8434'; expected host:port without spaces"
    })
    void an_invalid_target_is_refused_with_the_expected_form(String target, String refusal) {
        assertThatThrownBy(() -> Connection.tls(target)).hasMessageStartingWith(refusal);
    }
}
