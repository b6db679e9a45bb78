using Azure.Data.Tables;
using LlmFunctions.AzureServices.Tables;
using LlmFunctions.Errors;
using LlmFunctions.Files;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.AzureServices.Tests.Tables;

public sealed class FileTableTests : IAsyncLifetime
{
    private const int Property = 64 * 1024;

    // Far from the times of others, whose files a purge of these tests must not meet.
    private static readonly DateTimeOffset Noon = new(2003, 1, 15, 12, 0, 0, TimeSpan.Zero);
    private readonly string _app = $"app-{Guid.NewGuid():N}";
    private FileTable _files = null!;
    private TableClient _rows = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        TableServiceClient service = new(await Azurite.ConnectionStringAsync());
        _files = new FileTable(service);
        _rows = service.GetTableClient("Files");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Property)]
    [InlineData(StoredFile.PieceBytes)]
    [InlineData(StoredFile.PieceBytes + 1)]
    [InlineData((2 * StoredFile.PieceBytes) + Property + 7)]
    public async Task A_file_of_any_length_comes_back_as_it_was_written(int length)
    {
        byte[] content = Content(length);
        StoredFile file = await SaveAsync(content);

        Assert.Equal(file, await _files.FindAsync(_app, file.Id, Cancellation));
        Assert.Equal(content, await ReadAsync(file));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(Property - 1, 2)]
    [InlineData(Property, Property)]
    [InlineData(100_000, 300_000)]
    [InlineData(StoredFile.PieceBytes - 5, 10)]
    [InlineData(StoredFile.PieceBytes + 100, 1000)]
    [InlineData((2 * StoredFile.PieceBytes) - 1, 50)]
    public async Task Any_part_of_a_file_can_be_read(int offset, int wanted)
    {
        byte[] content = Content(2 * StoredFile.PieceBytes);
        StoredFile file = await SaveAsync(content);

        ReadOnlyMemory<byte> part = await _files.ReadAsync(file, offset, wanted, Cancellation);

        // No further than to the end of a piece.
        Assert.Equal(Math.Min(wanted, StoredFile.PieceBytes - (offset % StoredFile.PieceBytes)), part.Length);
        Assert.Equal(content.AsSpan(offset, part.Length), part.Span);
    }

    [Fact]
    public async Task A_file_is_there_when_it_was_added_and_for_its_app_only()
    {
        StoredFile file = New();
        await _files.BeginAsync(file, Cancellation);
        await _files.WriteAsync(file, 0, Content(10), Cancellation);
        Assert.Null(await _files.FindAsync(_app, file.Id, Cancellation));

        await _files.AddAsync(file, Cancellation);
        Assert.NotNull(await _files.FindAsync(_app, file.Id, Cancellation));
        Assert.Null(await _files.FindAsync("other", file.Id, Cancellation));
    }

    [Fact]
    public async Task Files_are_listed_in_either_order_page_by_page()
    {
        List<StoredFile> files = [];
        for (int i = 0; i < 5; i++)
        {
            files.Add(await SaveAsync(Content(3), Noon.AddSeconds(i), i % 2 == 0 ? FilePurposes.Batch : FilePurposes.BatchOutput));
        }

        Assert.Equal(files.AsEnumerable().Reverse(), await _files.ListAsync(_app, new FileFilter(null, null, true), 100, Cancellation));
        Assert.Equal(files, await _files.ListAsync(_app, new FileFilter(null, null, false), 100, Cancellation));
        Assert.Equal([files[2], files[1]], await _files.ListAsync(_app, new FileFilter(null, files[3].Id, true), 2, Cancellation));
        Assert.Equal([files[2], files[3]], await _files.ListAsync(_app, new FileFilter(null, files[1].Id, false), 2, Cancellation));
        Assert.Equal([files[4], files[2], files[0]], await _files.ListAsync(_app, new FileFilter(FilePurposes.Batch, null, true), 100, Cancellation));
    }

    [Fact]
    public async Task A_deleted_file_leaves_nothing_of_its_content()
    {
        StoredFile file = await SaveAsync(Content(StoredFile.PieceBytes + 1));

        Assert.True(await _files.DeleteAsync(_app, file.Id, Cancellation));
        Assert.False(await _files.DeleteAsync(_app, file.Id, Cancellation));

        Assert.Equal(0, await CountAsync(file));
        GatewayException gone = await Assert.ThrowsAsync<GatewayException>(() => _files.ReadAsync(file, 0, 1, Cancellation));
        Assert.Equal(ErrorKind.NotFound, gone.Error.Kind);
    }

    [Fact]
    public async Task A_purge_deletes_what_has_expired_also_what_was_never_finished()
    {
        StoredFile old = await SaveAsync(Content(10));
        StoredFile unfinished = New();
        await _files.BeginAsync(unfinished, Cancellation);
        await _files.WriteAsync(unfinished, 0, Content(10), Cancellation);
        StoredFile young = await SaveAsync(Content(10), Noon.AddDays(2));

        await _files.PurgeAsync(Noon.AddDays(1), Cancellation);

        Assert.Null(await _files.FindAsync(_app, old.Id, Cancellation));
        Assert.Equal((0, 0, 1), (await CountAsync(old), await CountAsync(unfinished), await CountAsync(young)));
        Assert.NotNull(await _files.FindAsync(_app, young.Id, Cancellation));
    }

    private static byte[] Content(int length)
    {
        byte[] content = new byte[length];
        new Random(7).NextBytes(content);
        return content;
    }

    private StoredFile New(DateTimeOffset? now = null, string purpose = FilePurposes.Batch) => new()
    {
        Id = FileIds.New(now ?? Noon),
        App = _app,
        FileName = "ä.jsonl",
        Purpose = purpose,
        CreatedAt = now ?? Noon,
        ExpiresAt = (now ?? Noon).AddDays(1),
    };

    private async Task<StoredFile> SaveAsync(byte[] content, DateTimeOffset? now = null, string purpose = FilePurposes.Batch)
    {
        FileWriter writer = new(_files, New(now, purpose));
        await writer.WriteAsync(content, Cancellation);
        return await writer.CompleteAsync(writer.File, Cancellation);
    }

    private async Task<byte[]> ReadAsync(StoredFile file)
    {
        List<byte> content = [];
        while (content.Count < file.Bytes)
        {
            content.AddRange((await _files.ReadAsync(file, content.Count, StoredFile.PieceBytes, Cancellation)).Span);
        }

        return [.. content];
    }

    private async Task<int> CountAsync(StoredFile file)
    {
        int rows = 0;
        await foreach (TableEntity _ in _rows.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {$"{_app}_{file.Id}"}"), cancellationToken: Cancellation))
        {
            rows++;
        }

        return rows;
    }
}
