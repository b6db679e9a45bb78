using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;
using LlmFunctions.Upstream;

namespace LlmFunctions.Providers.OpenAI;

/// <summary>
/// Makes requests for OpenAI-shaped providers. The canonical request is in their shape already, so there is one way for
/// both cases: take the JSON and rewrite what must differ.
/// </summary>
internal static class OpenAIRequest
{
    public const string Path = "chat/completions";

    // The same of every request, so they are made once.
    private static readonly JsonEdit[] OwnFields = [JsonEdit.Remove("provider"), JsonEdit.Remove("models"), JsonEdit.Remove("task_type"), JsonEdit.Remove("user_id")];
    private static readonly JsonEdit NoSandbox = JsonEdit.Remove("sandbox");
    private static readonly JsonEdit NoStreamOptions = JsonEdit.Remove("stream_options");
    private static readonly JsonEdit Streaming = JsonEdit.Set("stream", true);

    private static readonly ReadOnlyMemory<byte> IncludeUsage = """{"include_usage":true}"""u8.ToArray();

    public static UpstreamRequest ToUpstream(ChatRequest request, UpstreamTarget target)
    {
        SortedSet<string> dropped = new(StringComparer.Ordinal);
        ChatRequest known = request.IsForeign ? ForeignFields.Drop(request, dropped) : request;
        ChatRequest adapted = OpenAIAdaptation.Adapt(known, target, dropped);
        UpstreamRequest upstream = PassThrough(JsonSerializer.SerializeToUtf8Bytes(adapted, ChatJson.Lenient.ChatRequest), adapted, target);
        return upstream with { Dropped = [.. dropped.Union(upstream.Dropped)] };
    }

    public static UpstreamRequest PassThrough(ReadOnlyMemory<byte> body, ChatRequest request, UpstreamTarget target)
    {
        List<JsonEdit> edits = [JsonEdit.Set("model", target.Model)];
        RemoveExtensions(edits, target.Quirks);
        SetStreaming(edits, request, target.Quirks);
        ApplyQuirks(edits, request, target.Quirks);

        List<string> dropped = [];
        if (OpenAIMessages.Edits(request.Messages, target.Quirks, dropped) is { Count: > 0 } messageEdits)
        {
            edits.Add(JsonEdit.Change("messages", messages => JsonBodyRewriter.RewriteItems(messages, messageEdits)));
        }

        ReadOnlyMemory<byte> rewritten = JsonBodyRewriter.Rewrite(body, edits, name =>
        {
            if (target.Quirks.Refuses.Contains(name))
            {
                dropped.Add(name);
            }
        });
        return new UpstreamRequest { Path = Path, Body = rewritten, Dropped = dropped };
    }

    internal static void RemoveExtensions(List<JsonEdit> edits, ProviderQuirks quirks)
    {
        edits.AddRange(OwnFields);
        if (!quirks.KeepSandboxField)
        {
            edits.Add(NoSandbox);
        }
    }

    /// <summary>Usage is asked for whether or not the client wants it: the gateway keeps a record of every call.</summary>
    private static void SetStreaming(List<JsonEdit> edits, ChatRequest request, ProviderQuirks quirks)
    {
        if (!request.IsStreaming || !quirks.StreamOptions)
        {
            edits.Add(NoStreamOptions);
        }
        else
        {
            edits.Add(JsonEdit.Change("stream_options", WithUsage, IncludeUsage));
        }

        if (request.IsStreaming)
        {
            edits.Add(Streaming);
        }
    }

    private static ReadOnlyMemory<byte> WithUsage(ReadOnlyMemory<byte> options) =>
        options.Span[0] == '{' ? JsonBodyRewriter.Rewrite(options, [JsonEdit.Set("include_usage", true)]) : IncludeUsage;

    private static void ApplyQuirks(List<JsonEdit> edits, ChatRequest request, ProviderQuirks quirks)
    {
        if (quirks.MaxTokensOnly && request.MaxCompletionTokens is not null)
        {
            edits.Add(JsonEdit.Remove("max_tokens"));
            edits.Add(JsonEdit.Rename("max_completion_tokens", "max_tokens"));
        }
        else if (quirks.MaxTokensOnly)
        {
            edits.Add(JsonEdit.Remove("max_completion_tokens"));
        }

        RenameAndRefuse(edits, request.Extra, quirks);
    }

    internal static void RenameAndRefuse(List<JsonEdit> edits, IDictionary<string, JsonElement>? extra, ProviderQuirks quirks)
    {
        foreach ((string name, string itsName) in quirks.Renames)
        {
            bool alreadyThere = extra?.ContainsKey(itsName) is true;
            edits.Add(alreadyThere ? JsonEdit.Remove(name) : JsonEdit.Rename(name, itsName));
        }

        edits.AddRange(quirks.Refuses.Select(JsonEdit.Remove));
    }
}
