namespace LlmFunctions.Functions.Tests.EndToEnd.Support;

/// <summary>What a provider of one dialect sends for the answer <see cref="Text"/> of 3 tokens to a prompt of 11, whole and streamed.</summary>
internal sealed record Recording
{
    public const string Text = "Héllo 世界 👋";

    public required string Provider { get; init; }

    public required string Model { get; init; }

    public required string Path { get; init; }

    public required string StreamPath { get; init; }

    /// <summary>The header that carries the provider's key, and its value.</summary>
    public required (string Name, string Value) Authorization { get; init; }

    public required string Whole { get; init; }

    /// <summary>The packets of the stream.</summary>
    public required string[] Stream { get; init; }

    public string StreamType { get; init; } = "text/event-stream";

    public static IReadOnlyDictionary<string, Recording> All { get; } = new[] { OpenAI(), Anthropic(), Gemini(), Cohere(), Ollama(), AzureOpenAI() }.ToDictionary(static recording => recording.Provider);

    public static Recording OpenAI() => new()
    {
        Provider = "openai",
        Model = "gpt-4o-mini",
        Path = "/v1/chat/completions",
        StreamPath = "/v1/chat/completions",
        Authorization = ("Authorization", "Bearer " + GatewaySettings.ProviderKey),
        Whole = """{"id":"chatcmpl-1","object":"chat.completion","created":1760000000,"model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"message":{"role":"assistant","content":"Héllo 世界 👋","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":11,"completion_tokens":3,"total_tokens":14}}""",
        Stream =
        [
            Event("""{"role":"assistant","content":""}"""),
            Event("""{"content":"Héllo"}"""),
            Event("""{"content":" 世界 👋"}"""),
            Event("{}", "\"stop\""),
            Usage,
            "data: [DONE]\n\n",
        ],
    };

    /// <summary>The usage-only chunk of OpenAI's stream.</summary>
    public const string Usage = """
        data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1760000000,"model":"gpt-4o-mini-2024-07-18","choices":[],"usage":{"prompt_tokens":11,"completion_tokens":3,"total_tokens":14}}


        """;

    /// <summary>One event of OpenAI's stream.</summary>
    public static string Event(string delta, string finishReason = "null") =>
        "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1760000000,\"model\":\"gpt-4o-mini-2024-07-18\",\"choices\":[{\"index\":0,\"delta\":"
        + delta + ",\"logprobs\":null,\"finish_reason\":" + finishReason + "}],\"usage\":null}\n\n";

    public static Recording AzureOpenAI() => OpenAI() with
    {
        Provider = "azure-openai",
        Path = "/openai/deployments/gpt-4o-mini/chat/completions?api-version=2024-10-21",
        StreamPath = "/openai/deployments/gpt-4o-mini/chat/completions?api-version=2024-10-21",
        Authorization = ("api-key", GatewaySettings.ProviderKey),
    };

    private static Recording Anthropic() => new()
    {
        Provider = "anthropic",
        Model = "claude-haiku-4-5",
        Path = "/v1/messages",
        StreamPath = "/v1/messages",
        Authorization = ("x-api-key", GatewaySettings.ProviderKey),
        Whole = """{"model":"claude-haiku-4-5","id":"msg_1","type":"message","role":"assistant","content":[{"type":"text","text":"Héllo 世界 👋"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":11,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":3}}""",
        Stream =
        [
            "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"model\":\"claude-haiku-4-5\",\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[],\"stop_reason\":null,\"usage\":{\"input_tokens\":11,\"output_tokens\":1}}}\n\n",
            "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\nevent: ping\ndata: {\"type\":\"ping\"}\n\n",
            "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Héllo\"}}\n\n",
            "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\" 世界 👋\"}}\n\n",
            "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n",
            "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":3}}\n\n",
            "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
        ],
    };

    private static Recording Gemini() => new()
    {
        Provider = "gemini",
        Model = "gemini-2.5-flash",
        Path = "/v1beta/models/gemini-2.5-flash:generateContent",
        StreamPath = "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse",
        Authorization = ("x-goog-api-key", GatewaySettings.ProviderKey),
        Whole = """{"candidates":[{"content":{"parts":[{"text":"Héllo 世界 👋"}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":11,"candidatesTokenCount":3,"totalTokenCount":14},"modelVersion":"gemini-2.5-flash","responseId":"r1"}""",
        Stream =
        [
            "data: {\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"Héllo\"}],\"role\": \"model\"},\"index\": 0}],\"usageMetadata\": {\"promptTokenCount\": 11,\"candidatesTokenCount\": 1,\"totalTokenCount\": 12},\"modelVersion\": \"gemini-2.5-flash\",\"responseId\": \"r1\"}\r\n\r\n",
            "data: {\"candidates\": [{\"content\": {\"parts\": [{\"text\": \" 世界 👋\"}],\"role\": \"model\"},\"finishReason\": \"STOP\",\"index\": 0}],\"usageMetadata\": {\"promptTokenCount\": 11,\"candidatesTokenCount\": 3,\"totalTokenCount\": 14},\"modelVersion\": \"gemini-2.5-flash\",\"responseId\": \"r1\"}\r\n\r\n",
        ],
    };

    private static Recording Cohere() => new()
    {
        Provider = "cohere",
        Model = "command-r-08-2024",
        Path = "/v2/chat",
        StreamPath = "/v2/chat",
        Authorization = ("Authorization", "Bearer " + GatewaySettings.ProviderKey),
        Whole = """{"id":"5a50480a-cf52-46f0-af01-53d18539bd31","message":{"role":"assistant","content":[{"type":"text","text":"Héllo 世界 👋"}]},"finish_reason":"COMPLETE","usage":{"billed_units":{"input_tokens":11,"output_tokens":3},"tokens":{"input_tokens":71,"output_tokens":5}}}""",
        Stream =
        [
            "event: message-start\ndata: {\"id\":\"5a50480a-cf52-46f0-af01-53d18539bd31\",\"type\":\"message-start\",\"delta\":{\"message\":{\"role\":\"assistant\",\"content\":[],\"tool_plan\":\"\",\"tool_calls\":[],\"citations\":[]}}}\n\n",
            "event: content-start\ndata: {\"type\":\"content-start\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"type\":\"text\",\"text\":\"\"}}}}\n\n",
            "event: content-delta\ndata: {\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"text\":\"Héllo\"}}}}\n\n",
            "event: content-delta\ndata: {\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"text\":\" 世界 👋\"}}}}\n\n",
            "event: content-end\ndata: {\"type\":\"content-end\",\"index\":0}\n\n",
            "event: message-end\ndata: {\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"COMPLETE\",\"usage\":{\"billed_units\":{\"input_tokens\":11,\"output_tokens\":3},\"tokens\":{\"input_tokens\":71,\"output_tokens\":5}}}}\n\n",
        ],
    };

    private static Recording Ollama() => new()
    {
        Provider = "ollama",
        Model = "llama3.2",
        Path = "/api/chat",
        StreamPath = "/api/chat",
        Authorization = ("Authorization", "Bearer " + GatewaySettings.ProviderKey),
        Whole = """{"model":"llama3.2","created_at":"2026-11-03T14:13:43.416799Z","message":{"role":"assistant","content":"Héllo 世界 👋"},"done_reason":"stop","done":true,"prompt_eval_count":11,"eval_count":3}""",
        StreamType = "application/x-ndjson",
        Stream =
        [
            "{\"model\":\"llama3.2\",\"created_at\":\"2026-11-03T08:52:19.385406455Z\",\"message\":{\"role\":\"assistant\",\"content\":\"Héllo\"},\"done\":false}\n",
            "{\"model\":\"llama3.2\",\"created_at\":\"2026-11-03T08:52:19.385406455Z\",\"message\":{\"role\":\"assistant\",\"content\":\" 世界 👋\"},\"done\":false}\n",
            "{\"model\":\"llama3.2\",\"created_at\":\"2026-11-03T08:52:20.1Z\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":11,\"eval_count\":3}\n",
        ],
    };
}
