package dev.tidings.bench.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpMessageEndTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 204 No Content\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
                "POST / HTTP/1.1\r\nHost: x\r\ncontent-length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
            })
    void a_message_ends_where_its_headers_say(String message) {
        byte[] bytes = (message + "HTTP/1.1 next").getBytes(StandardCharsets.US_ASCII);

        assertThat(HttpMessageEnd.end(bytes, 0, message.length())).isEqualTo(message.length());
        assertThat(HttpMessageEnd.end(bytes, 0, bytes.length)).isEqualTo(message.length());
        for (int cut = 0; cut < message.length(); cut++) {
            assertThat(HttpMessageEnd.end(bytes, 0, cut)).isEqualTo(-1);
        }
    }

    @Test
    void the_number_of_a_message_is_found_anywhere_in_the_body() {
        byte[] bytes = "{\"data\":{\"x\":1,\"seq\":\"00012345\"}}".getBytes(StandardCharsets.US_ASCII);

        assertThat(Numbered.read(bytes, 0, bytes.length)).isEqualTo(12_345);
        assertThat(Numbered.read(bytes, 0, 10)).isEqualTo(-1);
    }
}
