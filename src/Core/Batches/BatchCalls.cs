using System.Buffers;
using LlmFunctions.Dialects;
using LlmFunctions.Dialects.Anthropic;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Errors;
using LlmFunctions.Pipeline;
using LlmFunctions.Routing;

namespace LlmFunctions.Batches;

/// <summary>Makes calls of the lines of batches, and writes their answers as the endpoint would.</summary>
internal static class BatchCalls
{
    /// <exception cref="GatewayException">What the line asks makes no sense.</exception>
    public static GatewayCall Make(Batch batch, string requestId, ReadOnlyMemory<byte> body, IAttemptGate gate)
    {
        IClientDialect dialect = DialectOf(batch, requestId);
        RoutingWishes wishes = batch.Origin.ReadWishes();
        return batch.Endpoint == BatchEndpoint.Embeddings
            ? new EmbeddingsCall
            {
                RequestId = requestId,
                Caller = batch.Caller,
                Dialect = dialect,
                Form = OpenAIEmbeddingsForm.Instance,
                Request = OpenAIEmbeddingsForm.Instance.ReadRequest(body),
                Wishes = wishes,
                ClientAddress = batch.Origin.ClientAddress,
                Gate = gate,
            }
            : new ChatCall
            {
                RequestId = requestId,
                Caller = batch.Caller,
                Dialect = dialect,
                Request = dialect.ReadRequest(body) with { Headers = batch.Origin.Headers },
                Wishes = wishes,
                ClientAddress = batch.Origin.ClientAddress,
                Gate = gate,
            };
    }

    public static IClientDialect DialectOf(Batch batch, string requestId) =>
        batch.Endpoint == BatchEndpoint.Messages ? new AnthropicClientDialect(requestId) : OpenAIClientDialect.Instance;

    /// <exception cref="GatewayException">The answer has what the dialect has no form for.</exception>
    public static ReadOnlyMemory<byte> Write(GatewayCall call, CallAnswer answer)
    {
        ArrayBufferWriter<byte> body = new(1024);
        switch (answer)
        {
            case WholeAnswer whole when whole.PassesThrough:
                return whole.Raw;
            case WholeAnswer whole:
                call.Dialect.WriteResponse(whole.Response, body);
                return body.WrittenMemory;
            case EmbeddingsAnswer embeddings when embeddings.PassesThrough:
                return embeddings.Raw;
            case EmbeddingsAnswer embeddings when call is EmbeddingsCall asked:
                asked.Form.WriteResponse(embeddings.Response, asked.Request.Request, body);
                return body.WrittenMemory;
            default:
                throw new InvalidOperationException($"A line of a batch cannot be answered by a {answer.GetType().Name}.");
        }
    }
}
