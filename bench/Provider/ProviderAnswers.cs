using System.Globalization;
using System.Text;

namespace LlmFunctions.Bench.Provider;

/// <summary>What the local providers answer, made once.</summary>
internal static class ProviderAnswers
{
    /// <summary>How many events a stream has besides those that begin and end it.</summary>
    public const int Tokens = 20;

    public static byte[] Whole { get; } =
        """
        {"id":"chatcmpl-bench","object":"chat.completion","created":1767225600,"model":"model","choices":[{"index":0,"message":{"role":"assistant","content":"Twenty words are enough to look like an answer, and few enough that nobody measures the speed of a JSON parser.","refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":20,"total_tokens":29,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0} },"service_tier":"default","system_fingerprint":null}
        """u8.ToArray();

    public static byte[] WholeMessage { get; } =
        """
        {"id":"msg_bench","type":"message","role":"assistant","model":"model","content":[{"type":"text","text":"Twenty words are enough to look like an answer, and few enough that nobody measures the speed of a JSON parser."}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":9,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":20,"service_tier":"standard"}}
        """u8.ToArray();

    /// <summary>The events of an answer of OpenAI's dialect.</summary>
    public static byte[][] Stream(int tokens) =>
    [
        Chunk("{\"role\":\"assistant\",\"content\":\"First\"}", "null"),
        .. Enumerable.Repeat(Chunk("{\"content\":\" word\"}", "null"), tokens - 1),
        Chunk("{}", "\"stop\""),
        Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"data: {{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":1767225600,\"model\":\"model\",\"choices\":[],\"usage\":{{\"prompt_tokens\":9,\"completion_tokens\":{tokens},\"total_tokens\":{tokens + 9}}}}}\n\n")),
        "data: [DONE]\n\n"u8.ToArray(),
    ];

    /// <summary>The events of an answer of Anthropic's dialect.</summary>
    public static byte[][] MessageStream(int tokens) =>
    [
        Event("message_start", """{"type":"message_start","message":{"id":"msg_bench","type":"message","role":"assistant","model":"model","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":9,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":1}}}"""),
        Event("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"""),
        .. Enumerable.Repeat(Event("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" word"}}"""), tokens),
        Event("content_block_stop", """{"type":"content_block_stop","index":0}"""),
        Event("message_delta", string.Create(CultureInfo.InvariantCulture, $"{{\"type\":\"message_delta\",\"delta\":{{\"stop_reason\":\"end_turn\",\"stop_sequence\":null}},\"usage\":{{\"output_tokens\":{tokens}}}}}")),
        Event("message_stop", """{"type":"message_stop"}"""),
    ];

    private static byte[] Chunk(string delta, string finishReason) => Encoding.UTF8.GetBytes(
        $"data: {{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":1767225600,\"model\":\"model\",\"service_tier\":\"default\",\"system_fingerprint\":null,\"choices\":[{{\"index\":0,\"delta\":{delta},\"logprobs\":null,\"finish_reason\":{finishReason}}}],\"usage\":null}}\n\n");

    private static byte[] Event(string name, string data) => Encoding.UTF8.GetBytes($"event: {name}\ndata: {data}\n\n");
}
