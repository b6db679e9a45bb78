#!/usr/bin/env dotnet
#:property PublishAot=false
#:project tools/DevTool

// The commands of this repository: `dotnet dev.cs help` lists them. They live in tools/DevTool.
return await DevTool.Cli.RunAsync(args, AppContext.GetData("EntryPointFileDirectoryPath") as string);
