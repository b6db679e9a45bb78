using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Embeddings;
using LlmFunctions.Errors;
using LlmFunctions.Json;
using LlmFunctions.Upstream;

namespace LlmFunctions.Providers.OpenAI;

/// <summary>OpenAI's <c>/embeddings</c>, which the providers that took over its dialect have, too.</summary>
internal sealed class OpenAIEmbeddings : IEmbeddingsTranslator
{
    private const string Path = "embeddings";

    // Its vectors apart, what an answer consists of.
    private static readonly HashSet<string> Known = ["object", "data", "model", "usage"];

    public static OpenAIEmbeddings Instance { get; } = new();

    public UpstreamRequest ToUpstream(EmbeddingsRequest request, UpstreamTarget target)
    {
        // OpenAI answers a field that it does not know with a 400, so what another dialect's client meant for its own does not go on.
        string[] foreign = request is { IsForeign: true, Extra: { } extra } ? [.. extra.Keys] : [];
        EmbeddingsRequest known = foreign.Length > 0 ? request with { Extra = null } : request;
        UpstreamRequest upstream = PassThrough(JsonSerializer.SerializeToUtf8Bytes(known, EmbeddingsJson.Strict.EmbeddingsRequest), known, target);
        return upstream with { Dropped = [.. foreign.Union(upstream.Dropped)] };
    }

    public UpstreamRequest PassThrough(ReadOnlyMemory<byte> body, EmbeddingsRequest request, UpstreamTarget target)
    {
        List<JsonEdit> edits = [JsonEdit.Set("model", target.Model)];
        OpenAIRequest.RemoveExtensions(edits, target.Quirks);
        OpenAIRequest.RenameAndRefuse(edits, request.Extra, target.Quirks);
        List<string> dropped = [];
        ReadOnlyMemory<byte> rewritten = JsonBodyRewriter.Rewrite(body, edits, name =>
        {
            if (target.Quirks.Refuses.Contains(name))
            {
                dropped.Add(name);
            }
        });
        return new UpstreamRequest { Path = Path, Body = rewritten, Dropped = dropped };
    }

    public EmbeddingsResponse FromUpstream(ReadOnlyMemory<byte> body, EmbeddingsRequest request)
    {
        EmbeddingsBody answer = EmbeddingsBody.Parse(body, "data");
        if (answer.Vectors.IsEmpty && OpenAIError.InAnswer(body) is { } error)
        {
            throw new GatewayException(error);
        }

        List<float[]> vectors = answer.ReadObjects("embedding", "index", out bool anyBase64);
        return new EmbeddingsResponse
        {
            Vectors = vectors,
            Model = answer.Rest.String("model") ?? "",
            Usage = answer.Rest.Object("usage") is { } usage ? UsageOf(usage) : null,
            Extra = answer.Rest.EnumerateObject()
                .Where(static property => !Known.Contains(property.Name))
                .DistinctBy(static property => property.Name)
                .ToDictionary(static property => property.Name, static property => property.Value),

            // Many providers send numbers whatever they are asked for, and OpenAI's libraries do not expect that.
            Altered = anyBase64 != request.WantsBase64,
        };
    }

    // There is no completion: where only the total is told, it is the prompt.
    private static ChatUsage? UsageOf(JsonElement usage)
    {
        ChatUsage? read = OpenAIUsage.Normalize(OpenAIUsage.Read(usage), out _);
        return read is { PromptTokens: 0, TotalTokens: > 0 and { } total, CompletionTokens: 0 } ? read with { PromptTokens = total } : read;
    }
}
