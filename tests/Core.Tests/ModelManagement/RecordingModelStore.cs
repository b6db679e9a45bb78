using System.Threading.Channels;
using LlmFunctions.ModelManagement;

namespace LlmFunctions.Tests.ModelManagement;

/// <summary>Keeps everything that was ever said of required models.</summary>
internal sealed class RecordingModelStore : IRequiredModelStore
{
    private readonly List<RequiredModel> _saved = [];
    private readonly Channel<RequiredModel> _news = Channel.CreateUnbounded<RequiredModel>();

    public IReadOnlyList<RequiredModel> Saved
    {
        get
        {
            lock (_saved)
            {
                return [.. _saved];
            }
        }
    }

    /// <summary>What was said next, for tests that must know that it was.</summary>
    public ValueTask<RequiredModel> NextAsync(CancellationToken cancellationToken) => _news.Reader.ReadAsync(cancellationToken);

    public Task SaveAsync(RequiredModel model, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_saved)
        {
            _saved.Add(model);
        }

        _news.Writer.TryWrite(model);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<RequiredModel>> ListAsync(string provider, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<RequiredModel>>(
        [.. Saved.Where(model => model.Provider == provider).Reverse().DistinctBy(static model => model.Model)]);
}
