package dev.tidings.server.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.server.channel.http.NoAnswer;
import dev.tidings.server.channel.http.Target;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import org.junit.jupiter.api.Test;

class OwnShortageTest {
    @Test
    void what_this_machine_ran_out_of_is_told_from_what_the_other_side_did() {
        assertThat(OwnShortage.of(new IOException(new SocketException("socket: Too many open files"))))
                .isNotNull();
        assertThat(OwnShortage.of(new BindException("Cannot assign requested address")))
                .isNotNull();
        assertThat(OwnShortage.of(new ConnectException("Connection refused"))).isNull();
        assertThat(OwnShortage.of(new IOException())).isNull();
    }

    @Test
    void a_post_without_a_file_handle_is_not_tried() {
        Target target = Target.parse("address", "https://example.com/");
        assertThat(NoAnswer.outcome(new SocketException("Too many open files"), "webhook", target, Evidence.NONE))
                .isInstanceOf(Outcome.NotTried.class);
        assertThat(NoAnswer.outcome(new ConnectException("Connection refused"), "webhook", target, Evidence.NONE))
                .isInstanceOf(Outcome.Retry.class);
    }
}
