package dev.tidings.server.app;

import static dev.tidings.server.app.GrpcRefusals.code;
import static dev.tidings.server.app.GrpcRefusals.detail;
import static dev.tidings.server.app.GrpcRefusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.v1.Audience;
import dev.tidings.v1.DeleteTypeRequest;
import dev.tidings.v1.GetAsyncApiRequest;
import dev.tidings.v1.GetTypeRequest;
import dev.tidings.v1.Intent;
import dev.tidings.v1.IntentServiceGrpc.IntentServiceBlockingStub;
import dev.tidings.v1.ListTypesRequest;
import dev.tidings.v1.NotificationType;
import dev.tidings.v1.PutTypeRequest;
import dev.tidings.v1.PutTypeResponse;
import dev.tidings.v1.SubmitRequest;
import dev.tidings.v1.TypeAdminServiceGrpc.TypeAdminServiceBlockingStub;
import dev.tidings.v1.TypeDefinition;
import dev.tidings.v1.TypeServiceGrpc.TypeServiceBlockingStub;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The types catalogue over gRPC. */
@NeedsServers
class TypeGrpcTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private static final String SCHEMA = "{\"type\":\"object\",\"required\":[\"total\"]}";

    @Test
    void a_type_is_put_read_listed_published_and_deleted() {
        PutTypeResponse put = put(TypeDefinition.newBuilder()
                .setDescription("An order was paid")
                .setSchema(SCHEMA)
                .addChannels("webhook")
                .setDeprecated(true)
                .setValidation("enforce"));
        NotificationType type = put.getType();

        assertThat(put.getCreated()).isTrue();
        assertThat(type.getDefinition().getSchema()).isEqualTo(SCHEMA);
        assertThat(type.hasDeprecatedAt()).isTrue();
        assertThat(reading()
                        .getType(GetTypeRequest.newBuilder()
                                .setName("order.paid")
                                .build())
                        .getType())
                .isEqualTo(type);
        assertThat(reading().listTypes(ListTypesRequest.getDefaultInstance()).getTypesList())
                .containsExactly(type);
        assertThat(reading()
                        .getAsyncApi(GetAsyncApiRequest.getDefaultInstance())
                        .getDocument())
                .contains("\"address\":\"order.paid\"");
        var _ = changing()
                .deleteType(DeleteTypeRequest.newBuilder()
                        .setName("order.paid")
                        .setIfMatch(type.getEtag())
                        .build());
        assertThat(code(() -> reading()
                        .getType(GetTypeRequest.newBuilder()
                                .setName("order.paid")
                                .build())))
                .isEqualTo(Status.Code.NOT_FOUND);
    }

    @Test
    void a_definition_without_validation_warns() {
        assertThat(put(TypeDefinition.newBuilder()).getType().getDefinition().getValidation())
                .isEqualTo("warn");
    }

    @Test
    void a_change_with_an_old_tag_is_refused() {
        put(TypeDefinition.newBuilder());
        PutTypeRequest late = PutTypeRequest.newBuilder()
                .setName("order.paid")
                .setDefinition(TypeDefinition.newBuilder().setDescription("Late"))
                .setIfMatch("old")
                .build();

        assertThat(code(() -> changing().putType(late))).isEqualTo(Status.Code.ABORTED);
    }

    @Test
    void a_schema_that_is_not_json_is_refused() {
        assertThat(code(() -> put(TypeDefinition.newBuilder().setSchema("{")))).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void an_invalid_payload_is_refused_with_its_pointer() throws InvalidProtocolBufferException {
        put(TypeDefinition.newBuilder()
                .setSchema("{\"properties\":{\"total\":{\"type\":\"integer\"}}}")
                .setValidation("enforce"));
        IntentServiceBlockingStub intents = SERVER.grpc(IntentServiceBlockingStub.class);
        SubmitRequest request = SubmitRequest.newBuilder()
                .setIntent(Intent.newBuilder()
                        .setType("order.paid")
                        .setProducer("shop")
                        .setIdempotencyKey("k")
                        .setAudience(Audience.newBuilder()
                                .setRecipients(Audience.Recipients.newBuilder().addIds("user:42")))
                        .setPayloadJson(ByteString.copyFromUtf8("{\"total\":\"5\"}")))
                .build();

        StatusRuntimeException refused = refusal(() -> intents.submit(request), Status.Code.INVALID_ARGUMENT);
        ErrorInfo info = detail(refused, ErrorInfo.class);
        assertThat(info.getReason()).isEqualTo("payload_invalid");
        assertThat(info.getMetadataMap()).containsEntry("field", "payload").containsEntry("pointer", "/total");
    }

    private static PutTypeResponse put(TypeDefinition.Builder definition) {
        return changing()
                .putType(PutTypeRequest.newBuilder()
                        .setName("order.paid")
                        .setDefinition(definition)
                        .build());
    }

    private static TypeServiceBlockingStub reading() {
        return SERVER.grpc(TypeServiceBlockingStub.class);
    }

    private static TypeAdminServiceBlockingStub changing() {
        return SERVER.grpc(TypeAdminServiceBlockingStub.class);
    }
}
