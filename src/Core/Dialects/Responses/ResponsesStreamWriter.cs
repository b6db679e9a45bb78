using System.Buffers;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.Responses;

/// <summary>
/// Writes a streamed answer (https://platform.openai.com/docs/api-reference/responses-streaming): the response as it
/// begins, the items one after another, and the response as it is in the end.
/// </summary>
internal sealed class ResponsesStreamWriter : IClientStreamWriter
{
    private readonly ResponsesCall _call;
    private readonly ResponsesEvents _events = new();
    private readonly ResponsesOutput _output;
    private string? _model;
    private string? _finishReason;
    private ChatUsage? _usage;
    private JsonElement? _serviceTier;
    private AnswerTiming _timing;
    private bool _begun;
    private bool _finished;

    public ResponsesStreamWriter(ResponsesCall call)
    {
        _call = call;
        _output = new ResponsesOutput(call.Key, _events);
    }

    private ResponsesEnding Ending => ResponsesEnding.Of(_finishReason);

    private ResponsesResult Result => new(_usage, _serviceTier, _timing);

    public bool Wants(ChatChunk chunk) => true;

    public void Write(ChatChunk chunk, IBufferWriter<byte> output)
    {
        _model ??= chunk.Model.Length > 0 ? chunk.Model : null;
        _usage = chunk.Usage ?? _usage;
        _timing = chunk.Timing;
        _serviceTier = chunk.Extra?.TryGetValue("service_tier", out JsonElement tier) is true ? tier : _serviceTier;
        Begin();
        if (chunk.Choices.FirstOrDefault(static choice => choice.Index == 0) is { } choice)
        {
            _finishReason = choice.FinishReason ?? _finishReason;
            _output.Add(choice.Delta, choice.Logprobs);
        }

        _events.MoveTo(output);
    }

    /// <summary>Ends the items, so that the response can be kept before its end is written.</summary>
    public ReadOnlyMemory<byte> Finish()
    {
        Begin();
        if (!_finished)
        {
            _finished = true;
            _output.End(Ending.IsIncomplete);
        }

        return JsonBody.Write(writer => _call.Write(writer, Ending, _model, _output.Items, Result));
    }

    public void Complete(IBufferWriter<byte> output)
    {
        ReadOnlyMemory<byte> response = Finish();
        _events.Response(Ending.IsIncomplete ? "response.incomplete"u8 : "response.completed"u8, writer => writer.WriteRawValue(response.Span, skipInputValidation: true));
        _events.MoveTo(output);
    }

    /// <summary>
    /// Both ways in which this API tells a failure: some clients look for the failed response only, and those that look for
    /// neither throw on the error.
    /// </summary>
    public void Fail(GatewayError error, IBufferWriter<byte> output)
    {
        Begin();
        _output.End(isCut: true);
        _events.Response("response.failed"u8, writer => _call.Write(writer, ResponsesEnding.Failed, _model, _output.Items, error: error));
        _events.Error(error.Code ?? ErrorKinds.Describe(error.Kind).Code, error.Message, error.Param);
        _events.MoveTo(output);
    }

    public void Ping(IBufferWriter<byte> output) => output.Write(": ping\n\n"u8);

    private void Begin()
    {
        if (_begun)
        {
            return;
        }

        _begun = true;
        _events.Response("response.created"u8, WriteBeginning);
        _events.Response("response.in_progress"u8, WriteBeginning);
    }

    private void WriteBeginning(Utf8JsonWriter writer) => _call.Write(writer, ResponsesEnding.InProgress, _model, []);
}
