using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Errors;

namespace LlmFunctions.Providers.Ollama;

/// <summary>What Ollama cannot do: refused where it would change the answer, named where it is harmless.</summary>
internal static class OllamaLimits
{
    /// <summary>Ollama's own fields that go on unchanged.</summary>
    public static IReadOnlyList<string> PassedOn { get; } = ["keep_alive", "truncate", "shift"];

    private static readonly string[] Known = [.. PassedOn, "options", "think", "format"];

    public static void Check(ChatRequest request)
    {
        if (request.N > 1)
        {
            throw Unsupported("n", "Ollama gives one answer a request: n must be 1.");
        }

        // Ollama decides by itself whether to call a tool. An answer without the call that was asked for would break the
        // caller later and further away.
        if (request.ToolChoice is { Mode: not (ToolChoice.Auto or ToolChoice.None) } choice)
        {
            throw Unsupported("tool_choice", $"Ollama cannot be made to call a tool: tool_choice \"{choice.Mode}\" is not supported, only auto and none are.");
        }
    }

    public static void CollectDropped(ChatRequest request, ISet<string> dropped)
    {
        AddIf(request.LogitBias is not null, "logit_bias");
        AddIf(request.Metadata is not null, "metadata");
        AddIf(request.ParallelToolCalls is not null, "parallel_tool_calls");
        AddIf(request.User is not null, "user");
        dropped.UnionWith(request.Extra?.Keys.Except(Known) ?? []);

        void AddIf(bool present, string name)
        {
            if (present)
            {
                dropped.Add(name);
            }
        }
    }

    public static GatewayException Unsupported(string param, string message) => new(ErrorKind.UnsupportedField, message, param);

    public static GatewayException Invalid(string param, string message) => new(ErrorKind.InvalidRequest, message, param);

    /// <summary>The client's value for one of Ollama's own fields, when it gave one.</summary>
    public static JsonElement? Native(this ChatRequest request, string name) =>
        request.Extra?.TryGetValue(name, out JsonElement value) is true && value.ValueKind != JsonValueKind.Null ? value : null;
}
