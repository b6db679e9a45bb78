using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Providers;
using LlmFunctions.Upstream;

namespace LlmFunctions.Pipeline;

/// <summary>
/// A provider's streamed answer: metered while it is read, under the attempt's deadline, its attempt ended once whichever
/// way the stream ends. Can be read once.
/// </summary>
internal sealed class UpstreamStream : IAsyncEnumerable<StreamItem>, IAsyncEnumerator<StreamItem>
{
    private readonly Attempt _attempt;
    private readonly UpstreamResponse _response;
    private readonly AttemptDeadline _deadline;
    private readonly string? _apiKey;
    private readonly AnswerIdentity _identity;
    private readonly IStreamTranslator _translator;
    private readonly IAsyncEnumerator<StreamItem> _items;
    private readonly Queue<StreamItem> _held = new();
    private bool _primed;

    private UpstreamStream(Attempt attempt, UpstreamResponse response, AttemptDeadline deadline, string? apiKey, Stream body)
    {
        _attempt = attempt;
        _response = response;
        _deadline = deadline;
        _apiKey = apiKey;
        _identity = AnswerIdentity.Of(attempt);
        IProviderDialect dialect = attempt.Candidate.Provider.Dialect;
        _translator = dialect.CreateStreamTranslator();
        _items = AnswerStream
            .ReadAsync(FrameReader.Create(dialect.Framing, body), _translator, deadline.Token)
            .GetAsyncEnumerator(CancellationToken.None);
    }

    public StreamItem Current { get; private set; }

    /// <summary>Opens the stream and reads up to the first piece of the answer, so that a failure before it can still be tried elsewhere.</summary>
    public static async Task<UpstreamStream> OpenAsync(Attempt attempt, UpstreamResponse response, AttemptDeadline deadline, string? apiKey)
    {
        UpstreamStream stream = new(attempt, response, deadline, apiKey, await response.OpenBodyAsync(deadline.Token));
        try
        {
            await stream.PrimeAsync();
        }
        catch
        {
            attempt.ReportSoFar(stream._translator.UsageSoFar);
            throw;
        }

        return stream;
    }

    public IAsyncEnumerator<StreamItem> GetAsyncEnumerator(CancellationToken cancellationToken = default) => this;

    public async ValueTask<bool> MoveNextAsync()
    {
        try
        {
            bool more = await AdvanceAsync();
            if (more)
            {
                _deadline.Renew();
                Observe(Current);
            }
            else
            {
                _attempt.Succeed();
            }

            return more;
        }
        catch (Exception exception) when (UpstreamFailure.Explain(exception, _attempt.Candidate.Provider, _deadline, _apiKey) is { } failure)
        {
            _attempt.ReportSoFar(_translator.UsageSoFar);
            _attempt.Fail(failure.Error.Kind);
            throw failure;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _attempt.ReportSoFar(_translator.UsageSoFar);
        // Whoever stops reading before the end is a client that went away; an attempt that has ended stays as it is.
        _attempt.Fail(ErrorKind.ClientClosed);
        await _items.DisposeAsync();
        _response.Dispose();
        _deadline.Dispose();
    }

    /// <summary>Comments and other events that say nothing of the answer commit nobody to it: they are kept until the first piece is there.</summary>
    private async Task PrimeAsync()
    {
        while (await _items.MoveNextAsync())
        {
            StreamItem item = _items.Current;
            if (item.Chunks.Count > 0 || item.IsLast)
            {
                break;
            }

            _deadline.Renew();
            _held.Enqueue(item with { Raw = item.Raw.ToArray() });
        }

        _primed = true;
    }

    private async ValueTask<bool> AdvanceAsync()
    {
        if (_held.TryDequeue(out StreamItem held))
        {
            Current = held;
            return true;
        }

        bool more = _primed || await _items.MoveNextAsync();
        _primed = false;
        Current = more ? _items.Current : default;
        return more;
    }

    private void Observe(StreamItem item)
    {
        foreach (ChatChunk chunk in item.Chunks)
        {
            _identity.Stamp(chunk);
            _attempt.Observe(chunk);
        }

        if (item.IsLast)
        {
            _attempt.Succeed();
        }
    }
}
