using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Embeddings;
using LlmFunctions.Json;
using LlmFunctions.Upstream;

namespace LlmFunctions.Providers.Ollama;

/// <summary>Ollama's <c>/api/embed</c>.</summary>
internal sealed class OllamaEmbeddings : IEmbeddingsTranslator
{
    private const string Path = "api/embed";

    private static readonly string[] PassedOn = ["truncate", "options", "keep_alive"];

    public static OllamaEmbeddings Instance { get; } = new();

    public UpstreamRequest ToUpstream(EmbeddingsRequest request, UpstreamTarget target)
    {
        EmbeddingsInput input = request.Input!;
        if (input.Texts is null)
        {
            throw OllamaLimits.Unsupported("input", "Ollama embeds texts, not tokens.");
        }

        List<string> dropped = [.. request.Extra?.Keys.Except(PassedOn) ?? []];
        if (request.User is not null)
        {
            dropped.Add("user");
        }

        return new UpstreamRequest { Path = Path, Body = JsonBody.Write(writer => Write(writer, request, target)), Dropped = dropped };
    }

    public UpstreamRequest PassThrough(ReadOnlyMemory<byte> body, EmbeddingsRequest request, UpstreamTarget target) =>
        new() { Path = Path, Body = JsonBodyRewriter.Rewrite(body, [JsonEdit.Set("model", target.Model), .. OllamaRequest.Extensions]) };

    public EmbeddingsResponse FromUpstream(ReadOnlyMemory<byte> body, EmbeddingsRequest request)
    {
        EmbeddingsBody answer = EmbeddingsBody.Parse(body, "embeddings");
        OllamaError.ThrowIfError(answer.Rest);
        return new EmbeddingsResponse
        {
            Vectors = answer.ReadLists(),
            Model = answer.Rest.String("model") ?? "",
            Usage = answer.Rest.Int64("prompt_eval_count") is { } tokens ? new ChatUsage { PromptTokens = tokens, TotalTokens = tokens } : null,
        };
    }

    private static void Write(Utf8JsonWriter writer, EmbeddingsRequest request, UpstreamTarget target)
    {
        writer.WriteStartObject();
        writer.WriteString("model"u8, target.Model);
        writer.WritePropertyName("input"u8);
        JsonSerializer.Serialize(writer, request.Input!, EmbeddingsJson.Strict.EmbeddingsInput);
        if (request.Dimensions is { } dimensions)
        {
            writer.WriteNumber("dimensions"u8, dimensions);
        }

        foreach (string name in PassedOn)
        {
            if (request.Extra?.TryGetValue(name, out JsonElement value) is true)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }
}
