using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace LlmFunctions.Bench.Provider;

/// <summary>
/// A provider that answers OpenAI's wire format at once, from bytes made at its start, so that what is measured is the
/// way to it. A streamed answer is flushed event by event.
/// </summary>
internal static class LocalProvider
{
    private static readonly byte[] Whole =
        """
        {"id":"chatcmpl-bench","object":"chat.completion","created":1767225600,"model":"model","choices":[{"index":0,"message":{"role":"assistant","content":"Twenty words are enough to look like an answer, and few enough that nobody measures the speed of a JSON parser.","refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":20,"total_tokens":29,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0} },"service_tier":"default","system_fingerprint":null}
        """u8.ToArray();

    /// <summary>Serves until standard input ends; the first line of its output is its address.</summary>
    public static async Task ServeAsync(int tokens)
    {
        byte[][] events = Events(tokens);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        builder.Services.AddRouting();
        await using WebApplication app = builder.Build();
        app.Run(context => AnswerAsync(context, events));
        await app.StartAsync();
        await Console.Out.WriteLineAsync(app.Urls.First());
        await Console.In.ReadToEndAsync();
    }

    private static async Task AnswerAsync(HttpContext context, byte[][] events)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (!Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length).Contains("\"stream\":true", StringComparison.Ordinal))
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = Whole.Length;
            await context.Response.BodyWriter.WriteAsync(Whole, context.RequestAborted);
            return;
        }

        context.Response.ContentType = "text/event-stream";
        foreach (byte[] item in events)
        {
            await context.Response.BodyWriter.WriteAsync(item, context.RequestAborted);
        }
    }

    private static byte[][] Events(int tokens) =>
    [
        Event("{\"role\":\"assistant\",\"content\":\"First\"}", "null"),
        .. Enumerable.Repeat(Event("{\"content\":\" word\"}", "null"), tokens - 1),
        Event("{}", "\"stop\""),
        Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"data: {{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":1767225600,\"model\":\"model\",\"choices\":[],\"usage\":{{\"prompt_tokens\":9,\"completion_tokens\":{tokens},\"total_tokens\":{tokens + 9}}}}}\n\n")),
        "data: [DONE]\n\n"u8.ToArray(),
    ];

    private static byte[] Event(string delta, string finishReason) => Encoding.UTF8.GetBytes(
        $"data: {{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":1767225600,\"model\":\"model\",\"service_tier\":\"default\",\"system_fingerprint\":null,\"choices\":[{{\"index\":0,\"delta\":{delta},\"logprobs\":null,\"finish_reason\":{finishReason}}}],\"usage\":null}}\n\n");
}
