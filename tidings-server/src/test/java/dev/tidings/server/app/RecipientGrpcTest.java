package dev.tidings.server.app;

import static dev.tidings.server.app.GrpcRefusals.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.v1.GetRecipientRequest;
import dev.tidings.v1.ListRecipientsRequest;
import dev.tidings.v1.PatchRecipientRequest;
import dev.tidings.v1.PutRecipientRequest;
import dev.tidings.v1.PutRecipientResponse;
import dev.tidings.v1.Recipient;
import dev.tidings.v1.RecipientServiceGrpc.RecipientServiceBlockingStub;
import io.grpc.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Profiles of recipients over gRPC. */
@NeedsServers
class RecipientGrpcTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    @Test
    void a_profile_is_put_patched_read_and_listed() {
        PutRecipientResponse put = stub().putRecipient(PutRecipientRequest.newBuilder()
                .setRecipient("user:42")
                .setLocale("de-at")
                .setAttributes("{\"name\": \"Ann\"}")
                .build());
        assertThat(put.getCreated()).isTrue();
        assertThat(put.getRecipient().getLocale()).isEqualTo("de-AT");

        Recipient patched = stub().patchRecipient(PatchRecipientRequest.newBuilder()
                        .setRecipient("user:42")
                        .setPatch("{\"time_zone\":\"UTC\",\"attributes\":{\"age\":7}}")
                        .setIfMatch(put.getRecipient().getEtag())
                        .build())
                .getRecipient();

        assertThat(patched.getLocale()).isEqualTo("de-AT");
        assertThat(patched.getTimeZone()).isEqualTo("UTC");
        assertThat(patched.getAttributes()).isEqualTo("{\"name\":\"Ann\",\"age\":7}");
        assertThat(stub().getRecipient(GetRecipientRequest.newBuilder()
                                .setRecipient("user:42")
                                .build())
                        .getRecipient())
                .isEqualTo(patched);
        assertThat(stub().listRecipients(ListRecipientsRequest.getDefaultInstance())
                        .getRecipientsList())
                .containsExactly(patched);
    }

    @Test
    void refusals_have_a_status() {
        PutRecipientRequest put =
                PutRecipientRequest.newBuilder().setRecipient("user:42").build();
        assertThat(code(() -> stub().putRecipient(
                                put.toBuilder().setTimeZone("Mars/Olympus").build())))
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(code(() ->
                        stub().putRecipient(put.toBuilder().setIfMatch("other").build())))
                .isEqualTo(Status.Code.ABORTED);
        assertThat(code(() -> stub().getRecipient(GetRecipientRequest.newBuilder()
                        .setRecipient("user:42")
                        .build())))
                .isEqualTo(Status.Code.NOT_FOUND);
    }

    private static RecipientServiceBlockingStub stub() {
        return SERVER.grpc(RecipientServiceBlockingStub.class);
    }
}
