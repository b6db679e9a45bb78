using System.Buffers;
using BenchmarkDotNet.Attributes;
using LlmFunctions.Chat;
using LlmFunctions.Dialects;
using LlmFunctions.Dialects.Anthropic;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Providers;
using LlmFunctions.Providers.Anthropic;
using LlmFunctions.Providers.OpenAI;
using LlmFunctions.Upstream;

namespace LlmFunctions.Bench.Micro;

/// <summary>The translators one by one: reading a request, making the provider's, reading its answer, writing the client's.</summary>
[MemoryDiagnoser]
public class StageBenchmark
{
    private static readonly CallShape Whole = new();
    private static readonly UpstreamTarget Target = new() { Model = "model", Quirks = ProviderQuirks.None };

    private readonly ArrayBufferWriter<byte> _output = new(64 * 1024);
    private readonly byte[] _openAI = DialectPair.All[0].RequestOf(Whole);
    private readonly byte[] _anthropic = DialectPair.All[3].RequestOf(Whole);
    private readonly byte[] _stream = DialectPair.All[0].AnswerOf(new CallShape { Events = 20 });
    private readonly byte[] _messageStream = DialectPair.All[3].AnswerOf(new CallShape { Events = 20 });
    private readonly byte[] _answer = Provider.ProviderAnswers.Whole;
    private readonly byte[] _message = Provider.ProviderAnswers.WholeMessage;
    private readonly ChatRequest _request;
    private readonly ChatResponse _response;

    public StageBenchmark()
    {
        _request = OpenAIClientDialect.Instance.ReadRequest(_openAI).Chat;
        _response = SafeTranslation.ReadAnswer(OpenAIDialect.Instance, DialectPair.All[0].AnswerOf(Whole));
        _response.Id = "id";
    }

    [Benchmark]
    public object ReadOpenAIRequest() => OpenAIClientDialect.Instance.ReadRequest(_openAI);

    [Benchmark]
    public object ReadAnthropicRequest() => new AnthropicClientDialect("request").ReadRequest(_anthropic);

    [Benchmark]
    public object PassOpenAIRequest() => OpenAIDialect.Instance.PassThrough(_openAI, _request, Target);

    [Benchmark]
    public object MakeOpenAIRequest() => OpenAIDialect.Instance.ToUpstream(_request, Target);

    [Benchmark]
    public object MakeAnthropicRequest() => AnthropicDialect.Instance.ToUpstream(_request, Target);

    [Benchmark]
    public object ReadOpenAIAnswer() => SafeTranslation.ReadAnswer(OpenAIDialect.Instance, _answer);

    [Benchmark]
    public object ReadAnthropicAnswer() => SafeTranslation.ReadAnswer(AnthropicDialect.Instance, _message);

    [Benchmark]
    public int WriteOpenAIAnswer() => Write(OpenAIClientDialect.Instance);

    [Benchmark]
    public int WriteAnthropicAnswer() => Write(new AnthropicClientDialect("request"));

    [Benchmark]
    public Task<int> ReadOpenAIStream() => ReadAsync(OpenAIDialect.Instance, _stream);

    [Benchmark]
    public Task<int> ReadAnthropicStream() => ReadAsync(AnthropicDialect.Instance, _messageStream);

    private static async Task<int> ReadAsync(IProviderDialect dialect, byte[] stream)
    {
        using MemoryStream body = new(stream);
        IStreamTranslator translator = dialect.CreateStreamTranslator();
        FrameReader frames = FrameReader.Create(dialect.Framing, body);
        int chunks = 0;
        while (!translator.IsComplete && await frames.ReadAsync(CancellationToken.None) is { } frame)
        {
            chunks += SafeTranslation.Translate(translator, frame).Count;
        }

        return chunks;
    }

    private int Write(IClientDialect dialect)
    {
        _output.ResetWrittenCount();
        dialect.WriteResponse(_response, _output);
        return _output.WrittenCount;
    }
}
