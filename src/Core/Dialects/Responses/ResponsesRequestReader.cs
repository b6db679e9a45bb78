using System.Collections.Frozen;
using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Responses;

/// <summary>Reads requests of the Responses API (https://platform.openai.com/docs/api-reference/responses/create).</summary>
internal static class ResponsesRequestReader
{
    private const int MostMetadata = 16;

    // They change what is answered or where, and nobody here could do it.
    private static readonly string[] Refused = ["conversation", "prompt", "moderation"];

    // Without them more is sent, or an error comes where something would have been cut off.
    private static readonly string[] Harmless = ["context_management", "access_programs", "image"];

    // Chat Completions has them too; providers that have not leave them out and say so.
    private static readonly string[] Shared = ["prompt_cache_key", "prompt_cache_retention", "prompt_cache_options", "safety_identifier", "service_tier"];

    private static readonly FrozenSet<string> Known = FrozenSet.ToFrozenSet(
    [
        "model", "input", "instructions", "previous_response_id", "store", "stream", "stream_options", "background", "temperature", "top_p",
        "top_logprobs", "max_output_tokens", "max_tool_calls", "tools", "tool_choice", "parallel_tool_calls", "text", "reasoning", "include",
        "metadata", "user", "truncation", .. Refused, .. Harmless, .. Shared, .. GatewayExtensions.Names,
    ]);

    public static ResponsesRequest Read(ReadOnlyMemory<byte> body)
    {
        RequestValue root = RequestValue.Parse(RequestValue.WithoutMark(body));
        ResponsesReading reading = new();
        ChatRequest chat = GatewayExtensions.Apply(root, new ChatRequest());
        chat.Model = root.Optional("model")?.Word();
        if (chat.Model is null && chat.Models is null)
        {
            throw root.Missing("model");
        }

        RefuseWhatCannotBe(root);
        Dictionary<string, JsonElement> extra = new(StringComparer.Ordinal);
        chat.Stream = root.Optional("stream")?.Boolean();
        chat.MaxCompletionTokens = root.Optional("max_output_tokens")?.Integer(1);
        chat.Temperature = root.Optional("temperature")?.Number(0, 2);
        chat.TopP = root.Optional("top_p")?.Number(0, 1);
        ResponsesToolReader.Read(root, chat, reading);
        ResponsesOutputReader.Read(root, chat, extra, reading);
        ReadUser(root, chat);
        ReadOthers(root, extra, reading);
        chat.Extra = extra.Count > 0 ? extra : null;
        IReadOnlyList<RequestValue> input = ReadInput(root.Required("input"));
        return new ResponsesRequest
        {
            Chat = chat,
            PreviousResponseId = root.Optional("previous_response_id")?.Word(),
            Store = root.Optional("store")?.Boolean() ?? true,
            References = References(input),
            Body = root.Json,
            Instructions = root.Optional("instructions")?.Text(),
            Input = input,
            Dropped = reading.Dropped,
        };
    }

    private static void RefuseWhatCannotBe(RequestValue root)
    {
        if (root.Optional("background")?.Boolean() is true)
        {
            throw ResponsesReading.Refuse("Responses in the background are not supported: leave it out, and stream long answers", "background");
        }

        foreach (string name in Refused)
        {
            if (root.Optional(name) is { IsEmpty: false } value)
            {
                throw ResponsesReading.Refuse($"The field {name} cannot be carried", value.Path);
            }
        }
    }

    private static void ReadUser(RequestValue root, ChatRequest chat)
    {
        chat.User = root.Optional("user")?.Text() is { Length: > 0 } user ? user : null;
        chat.UserId ??= root.Optional("safety_identifier")?.Text();
    }

    private static void ReadOthers(RequestValue root, Dictionary<string, JsonElement> extra, ResponsesReading reading)
    {
        CheckMetadata(root);
        root.Optional("max_tool_calls")?.Integer(1);
        if (root.Optional("truncation") is { } truncation)
        {
            switch (truncation.Text())
            {
                case "disabled":
                    break;
                case "auto":
                    reading.Drop("truncation");
                    break;
                default:
                    throw truncation.Refuse("must be 'auto' or 'disabled'");
            }
        }

        if (root.Optional("stream_options") is { } options)
        {
            if (root.Optional("stream")?.Boolean() is not true)
            {
                throw options.Refuse("is only allowed when 'stream' is true");
            }

            // Padding that hides the length of the pieces; to leave it out on request is what happens anyway.
            if (options.Optional("include_obfuscation")?.Boolean() is true)
            {
                reading.Drop("stream_options.include_obfuscation");
            }

            reading.DropOthers(options, "stream_options", "include_obfuscation");
        }

        foreach (RequestValue field in root.Properties.Where(static field => !field.IsEmpty))
        {
            if (Harmless.Contains(field.Name))
            {
                reading.Drop(field.Name);
            }
            else if (Shared.Contains(field.Name) || !Known.Contains(field.Name))
            {
                extra[field.Name] = field.Json;
            }
        }
    }

    private static void CheckMetadata(RequestValue root)
    {
        if (root.Optional("metadata") is not { } metadata)
        {
            return;
        }

        foreach (RequestValue property in metadata.Properties)
        {
            property.Text();
        }

        if (metadata.Json.GetPropertyCount() > MostMetadata)
        {
            throw metadata.Refuse($"must have at most {MostMetadata} entries");
        }
    }

    /// <summary>The items of the input; a text is a message of the user.</summary>
    private static IReadOnlyList<RequestValue> ReadInput(RequestValue input)
    {
        switch (input.Json.ValueKind)
        {
            case JsonValueKind.String:
                return [new RequestValue(ResponsesInputItems.Message(input.Text()), input.Path)];
            case JsonValueKind.Array:
                return input.Items() is { Count: > 0 } items ? items : throw input.Refuse("must have at least one item");
            default:
                throw input.Wrong("a string or an array of items");
        }
    }

    private static Dictionary<string, string> References(IReadOnlyList<RequestValue> input)
    {
        Dictionary<string, string> references = new(StringComparer.Ordinal);
        foreach (RequestValue item in input.Where(static item => ResponsesMessages.TypeOf(item) == ResponsesInputItems.ReferenceType))
        {
            RequestValue id = item.Required("id");
            references.TryAdd(id.Word(), id.Path);
        }

        return references;
    }
}
