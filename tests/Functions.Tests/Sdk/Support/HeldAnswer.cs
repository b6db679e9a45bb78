using Microsoft.AspNetCore.Http;

namespace LlmFunctions.Functions.Tests.Sdk.Support;

/// <summary>A streamed answer, <c>one two</c>, that stops after its first word until it is released or given up.</summary>
internal sealed class HeldAnswer
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the gateway gives the answer up.</summary>
    public Task Cancelled => _cancelled.Task;

    public void Release() => _released.TrySetResult();

    public async Task StreamAsync(HttpContext context, string dialect)
    {
        (string contentType, string first, string others) = Pieces(dialect);
        context.Response.ContentType = contentType;
        await context.Response.WriteAsync(first, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        try
        {
            await _released.Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync(others, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            _cancelled.TrySetResult();
        }
    }

    private static (string ContentType, string First, string Others) Pieces(string dialect) => dialect switch
    {
        "anthropic" => (
            "text/event-stream",
            """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"usage":{"input_tokens":3,"output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"one"}}


            """,
            """
            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" two"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}

            event: message_stop
            data: {"type":"message_stop"}


            """),
        "gemini" => (
            "text/event-stream",
            """
            data: {"candidates":[{"index":0,"content":{"role":"model","parts":[{"text":"one"}]}}]}


            """,
            """
            data: {"candidates":[{"index":0,"content":{"role":"model","parts":[{"text":" two"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":2,"totalTokenCount":5}}


            """),
        "ollama" => (
            "application/x-ndjson",
            """
            {"model":"m","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"one"},"done":false}

            """,
            """
            {"model":"m","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":" two"},"done":false}
            {"model":"m","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":3,"eval_count":2}

            """),
        _ => (
            "text/event-stream",
            """
            data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"one"},"finish_reason":null}]}


            """,
            """
            data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":" two"},"finish_reason":null}]}

            data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

            data: [DONE]


            """),
    };
}
