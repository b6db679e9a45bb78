using System.Text.Json;
using LlmFunctions.Errors;
using LlmFunctions.Json;
using LlmFunctions.Upstream;

namespace LlmFunctions.Providers.Ollama;

/// <summary>Ollama's <c>/api/tags</c>, <c>/api/pull</c> and <c>/api/delete</c>.</summary>
internal sealed class OllamaModels : IModelManagement
{
    private const string Latest = ":latest";

    // It says so in its last line.
    private const string Success = "success";

    private OllamaModels()
    {
    }

    public static OllamaModels Instance { get; } = new();

    public UpstreamRequest List() => new() { Method = HttpMethod.Get, Path = "api/tags", Body = default };

    public IReadOnlyList<InstalledModel> ReadList(ReadOnlyMemory<byte> body)
    {
        if (JsonBody.TryParse(body)?.Property("models") is not { ValueKind: JsonValueKind.Array } models)
        {
            throw UpstreamErrors.Malformed("something else than a list of models");
        }

        return [.. models.EnumerateArray()
            .Where(static model => Name(model) is not null)
            .Select(static model => new InstalledModel(Name(model)!, model.Int64("size"), model.String("digest"), model.String("modified_at")))];
    }

    // Progress is asked for in any case: without it nobody could tell a long download from a dead connection.
    public UpstreamRequest Pull(ReadOnlyMemory<byte> body, string model) => new()
    {
        Path = "api/pull",
        Body = JsonBodyRewriter.Rewrite(body, [JsonEdit.Remove("name"), JsonEdit.Remove("provider"), JsonEdit.Set("model", model), JsonEdit.Set("stream", true)]),
    };

    public PullProgress ReadProgress(StreamFrame frame)
    {
        if (JsonBody.TryParse(frame.Data) is not { ValueKind: JsonValueKind.Object } line)
        {
            throw frame.IsTail ? UpstreamErrors.Cut() : UpstreamErrors.Malformed("a line that is not a JSON object");
        }

        if (line.String("error") is { } error && IsOfTheName(error))
        {
            throw new GatewayException(ErrorKind.ModelNotFound, error, "model");
        }

        OllamaError.ThrowIfError(line);
        string status = line.String("status") ?? "";
        return new PullProgress(status, line.String("digest"), line.Int64("completed"), line.Int64("total"), status == Success);
    }

    public UpstreamRequest Delete(string model) => new()
    {
        Method = HttpMethod.Delete,
        Path = "api/delete",
        Body = JsonBody.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("model"u8, model);
            writer.WriteEndObject();
        }),
    };

    public bool AreSame(string one, string other) => string.Equals(Tagged(one), Tagged(other), StringComparison.OrdinalIgnoreCase);

    private static string? Name(JsonElement model) => model.String("model") ?? model.String("name");

    // A registry's port has a colon, too.
    private static string Tagged(string name) =>
        name.LastIndexOf(':') > name.LastIndexOf('/') ? name : name + Latest;

    // What the registry says of a name that it does not have, and Ollama of one that none can have.
    private static bool IsOfTheName(string error) =>
        error.Contains("file does not exist", StringComparison.OrdinalIgnoreCase)
        || error.Contains("manifest unknown", StringComparison.OrdinalIgnoreCase)
        || error.Contains("invalid model name", StringComparison.OrdinalIgnoreCase);
}
