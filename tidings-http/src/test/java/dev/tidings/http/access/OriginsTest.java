package dev.tidings.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.List;
import org.junit.jupiter.api.Test;

class OriginsTest {
    private static final String PAGE = "https://any.test";
    private static final Origins ANY = new Origins(List.of("*"));

    private static RequestHeaders request(HttpMethod method, String... headers) {
        RequestHeadersBuilder request =
                RequestHeaders.builder(method, "/v1/events").authority("tidings.test");
        request.set("origin", PAGE);
        for (int i = 0; i < headers.length; i += 2) {
            request.set(headers[i], headers[i + 1]);
        }
        return request.build();
    }

    private static ResponseHeaders answer(Origins origins, RequestHeaders headers) throws Exception {
        HttpService open = (ctx, request) -> HttpResponse.of(HttpStatus.OK);
        HttpRequest request = HttpRequest.of(headers);
        ServiceRequestContext ctx = ServiceRequestContext.of(request);
        ResponseHeaders own = origins.cors()
                .apply(open)
                .serve(ctx, request)
                .aggregate()
                .join()
                .headers();
        // Headers that a server adds to every response of the context.
        return own.toBuilder().add(ctx.additionalResponseHeaders()).build();
    }

    @Test
    void a_wildcard_origin_allows_reads_without_credentials() throws Exception {
        ResponseHeaders read = answer(ANY, request(HttpMethod.GET));

        assertThat(read.get("access-control-allow-origin")).isEqualTo("*");
        assertThat(read.get("access-control-allow-credentials")).isNull();
    }

    @Test
    void a_wildcard_origin_answers_preflight_requests() throws Exception {
        ResponseHeaders preflight = answer(
                ANY,
                request(
                        HttpMethod.OPTIONS,
                        "access-control-request-method",
                        "POST",
                        "access-control-request-headers",
                        "authorization,content-type"));

        assertThat(preflight.get("access-control-allow-origin")).isEqualTo("*");
        assertThat(preflight.get("access-control-allow-headers"))
                .contains("authorization")
                .contains("last-event-id");
        assertThat(preflight.get("access-control-allow-credentials")).isNull();
    }

    @Test
    void a_wildcard_origin_allows_writes_only_with_an_explicit_token() {
        RequestHeaders ack = request(HttpMethod.POST);

        assertThatCode(() -> ANY.check(ack, false)).doesNotThrowAnyException();
        assertThatThrownBy(() -> ANY.check(ack, true)).hasMessageContaining(PAGE);
    }

    @Test
    void an_origin_listed_beside_the_wildcard_may_use_cookies() {
        Origins both = new Origins(List.of("*", PAGE));

        assertThatCode(() -> both.check(request(HttpMethod.POST), true)).doesNotThrowAnyException();
    }

    @Test
    void without_origins_cross_origin_requests_are_refused() throws Exception {
        Origins none = new Origins(List.of());

        assertThat(answer(none, request(HttpMethod.GET)).get("access-control-allow-origin"))
                .isNull();
        assertThatThrownBy(() -> none.check(request(HttpMethod.POST), false)).hasMessageContaining(PAGE);
    }
}
