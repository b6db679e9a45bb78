using System.Collections.Frozen;
using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Anthropic;

/// <summary>Reads Messages requests (https://platform.claude.com/docs/en/api/messages) and requests to count their tokens.</summary>
internal static class AnthropicRequestReader
{
    // OpenAI, and those that took its API over, refuse longer ones.
    private const int LongestUser = 64;

    // Where the answer is computed or what it may see: not for the gateway to leave out.
    private static readonly FrozenSet<string> Essential = FrozenSet.Create("container", "mcp_servers", "inference_geo");

    private static readonly FrozenSet<string> Read = FrozenSet.ToFrozenSet(
    [
        "model", "messages", "max_tokens", "system", "stream", "temperature", "top_p", "top_k", "stop_sequences", "tools",
        "tool_choice", "thinking", "metadata", "output_config", "output_format", .. GatewayExtensions.Names,
    ]);

    public static ClientRequest ReadMessages(ReadOnlyMemory<byte> body) => ReadBody(body, needsLimit: true);

    /// <summary>Reads a request that asks for nothing but the count of its tokens.</summary>
    public static ClientRequest ReadCount(ReadOnlyMemory<byte> body) => ReadBody(body, needsLimit: false);

    private static ClientRequest ReadBody(ReadOnlyMemory<byte> body, bool needsLimit)
    {
        ReadOnlyMemory<byte> json = RequestValue.WithoutMark(body);
        RequestValue root = RequestValue.Parse(json);
        AnthropicReading reading = new();
        ChatRequest request = GatewayExtensions.Apply(root, new ChatRequest());
        request.Model = root.Optional("model")?.Word();
        if (request.Model is null && request.Models is null)
        {
            throw root.Missing("model");
        }

        request.MaxCompletionTokens = needsLimit ? root.Required("max_tokens").Integer(0) : root.Optional("max_tokens")?.Integer(0);
        request.Messages = AnthropicMessageReader.Read(root, reading);
        request.Stream = root.Optional("stream")?.Boolean();
        ReadSampling(root, request);
        AnthropicToolReader.Read(root, request, reading);
        AnthropicOutputReader.Read(root, request, reading);
        ReadUser(root, request, reading);
        ReadOthers(root, reading);
        return new ClientRequest(request, json) { NativeFields = reading.Dropped, NativeOnly = reading.NativeOnly };
    }

    private static void ReadSampling(RequestValue root, ChatRequest request)
    {
        request.Temperature = root.Optional("temperature")?.Number(0, 1);
        request.TopP = root.Optional("top_p")?.Number(0, 1);
        request.TopK = root.Optional("top_k")?.Integer(0);
        request.Stop = root.Optional("stop_sequences")?.Items() is { Count: > 0 } sequences ? [.. sequences.Select(static sequence => sequence.Word())] : null;
    }

    private static void ReadUser(RequestValue root, ChatRequest request, AnthropicReading reading)
    {
        if (root.Optional("metadata") is not { } metadata)
        {
            return;
        }

        reading.DropOthers(metadata, "metadata", "user_id");
        if (metadata.Optional("user_id")?.Text() is not { Length: > 0 } user)
        {
            return;
        }

        request.UserId ??= user;
        if (user.Length <= LongestUser)
        {
            request.User = user;
        }
        else
        {
            reading.Drop("metadata.user_id");
        }
    }

    private static void ReadOthers(RequestValue root, AnthropicReading reading)
    {
        foreach (RequestValue field in root.Properties.Where(static field => !Read.Contains(field.Name) && !field.IsEmpty))
        {
            if (Essential.Contains(field.Name))
            {
                reading.Refuse(field.Name, field.Name);
            }
            else
            {
                reading.Drop(field.Name);
            }
        }
    }
}
