package dev.tidings.bench.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class LoadClientTest {
    private static final String BODY = "{\"type\":\"bench\",\"payload\":{\"seq\":\"########\"}}";

    @Test
    void every_request_of_a_closed_loop_arrives_once() throws Exception {
        closedLoop(requests -> new LoadClient(requests, 8));
    }

    @Test
    void every_request_of_a_library_client_arrives_once() throws Exception {
        closedLoop(requests -> new ArmeriaClient(requests, 8));
    }

    private interface Opening {
        ClosedLoop open(Numbered requests) throws Exception;
    }

    private static void closedLoop(Opening opening) throws Exception {
        try (SinkProcess sink = SinkProcess.start();
                ClosedLoop client = opening.open(Numbered.post(sink.port(), "/hook", BODY))) {
            sink.reset(100, 2_000);
            RequestTimings answers = client.closedLoop(100, 2_000);
            Arrivals arrivals = sink.await(2_000, Duration.ofSeconds(30));

            answers.requireSuccess();
            assertThat(arrivals.received()).isEqualTo(2_000);
            for (int number = 100; number < 2_100; number++) {
                assertThat(arrivals.at(number)).isBetween(answers.due(number), answers.answered(number));
            }
        }
    }

    @Test
    void an_open_loop_keeps_to_its_schedule() throws Exception {
        try (SinkProcess sink = SinkProcess.start();
                LoadClient client = new LoadClient(Numbered.post(sink.port(), "/hook", BODY), 2)) {
            sink.reset(0, 100);
            RequestTimings answers = client.openLoop(0, 100, 1_000);
            sink.await(100, Duration.ofSeconds(30));

            answers.requireSuccess();
            assertThat(answers.due(99) - answers.due(0))
                    .isEqualTo(Duration.ofMillis(99).toNanos());
        }
    }

    @Test
    void a_delayed_response_of_the_sink_does_not_delay_others() throws Exception {
        try (SinkProcess sink = SinkProcess.start();
                LoadClient slow = new LoadClient(Numbered.post(sink.port(), "/after/200", BODY), 1);
                LoadClient fast = new LoadClient(Numbered.post(sink.port(), "/hook", BODY), 1)) {
            sink.reset(0, 2);
            FutureTask<RequestTimings> late = new FutureTask<>(() -> slow.closedLoop(0, 1));
            Thread.ofPlatform().daemon().start(late);
            sink.await(1, Duration.ofSeconds(30));
            fast.closedLoop(1, 1).requireSuccess();
            late.get().requireSuccess();

            assertThat(late.get().answered(0) - late.get().due(0))
                    .isGreaterThanOrEqualTo(Duration.ofMillis(200).toNanos());
        }
    }
}
