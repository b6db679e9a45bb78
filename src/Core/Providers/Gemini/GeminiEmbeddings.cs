using LlmFunctions.Chat;
using LlmFunctions.Embeddings;
using LlmFunctions.Json;
using LlmFunctions.Upstream;

namespace LlmFunctions.Providers.Gemini;

/// <summary>Google's <c>embedContent</c> and <c>batchEmbedContents</c> (https://ai.google.dev/api/embeddings).</summary>
internal sealed class GeminiEmbeddings : IEmbeddingsTranslator
{
    private const string BatchMethod = "batchEmbedContents";
    private const string SingleMethod = "embedContent";

    // Here the gateway's word for what the app is up to is Google's other name for its own.
    private static readonly JsonEdit[] SingleExtensions = [.. GeminiRequest.GatewayExtensions.Where(static edit => edit.Name != "task_type")];

    public static GeminiEmbeddings Instance { get; } = new();

    public UpstreamRequest ToUpstream(EmbeddingsRequest request, UpstreamTarget target) => new()
    {
        Path = GeminiRequest.Path(BatchMethod, target),
        Body = GeminiEmbeddingsRequest.Write(request, GeminiRequest.ModelName(target), out IReadOnlyList<string> dropped),
        Dropped = dropped,
    };

    /// <summary>What was asked for one by one goes on as one, and a batch as a batch.</summary>
    public UpstreamRequest PassThrough(ReadOnlyMemory<byte> body, EmbeddingsRequest request, UpstreamTarget target)
    {
        if (request.Input!.IsSingle)
        {
            return new UpstreamRequest
            {
                Path = GeminiRequest.Path(SingleMethod, target),
                Body = JsonBodyRewriter.Rewrite(body, [.. SingleExtensions, GeminiRequest.ModelEdit(target)]),
            };
        }

        // In a batch, every item must say the model again.
        JsonEdit[] inItems = [JsonEdit.Set("model", GeminiRequest.ModelName(target))];
        return new UpstreamRequest
        {
            Path = GeminiRequest.Path(BatchMethod, target),
            Body = JsonBodyRewriter.Rewrite(body, [
                .. GeminiRequest.GatewayExtensions,
                GeminiRequest.ModelEdit(target),
                JsonEdit.Change("requests", items => JsonBodyRewriter.RewriteItems(items, inItems))]),
        };
    }

    public EmbeddingsResponse FromUpstream(ReadOnlyMemory<byte> body, EmbeddingsRequest request)
    {
        EmbeddingsBody answer = EmbeddingsBody.Parse(body, "embeddings");
        if (answer.Vectors.IsEmpty)
        {
            // The answer to embedContent has the one vector in a field of its own; as a list of one it reads like the others.
            EmbeddingsBody single = EmbeddingsBody.Parse(body, "embedding");
            answer = single with { Vectors = single.Vectors.IsEmpty ? default : (byte[])[(byte)'[', .. single.Vectors.Span, (byte)']'] };
        }

        GeminiError.ThrowIfError(answer.Rest);

        return new EmbeddingsResponse
        {
            Vectors = answer.ReadObjects("values", indexField: null, out _),
            Usage = answer.Rest.Object("usageMetadata")?.Int64("promptTokenCount") is { } tokens ? new ChatUsage { PromptTokens = tokens, TotalTokens = tokens } : null,
        };
    }
}
