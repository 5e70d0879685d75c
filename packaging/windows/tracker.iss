; The installer for Windows, for one user without administrator's rights, or for all with them.
; build.py gives Version, Name, Id and Build: iscc /DVersion=0.1.0 /DId=... /DBuild=C:\... tracker.iss
#ifndef Version
  #error build.py calls this file
#endif

[Setup]
AppId={{{#Id}}
AppName={#Name}
AppVersion={#Version}
AppPublisher=The Tracker project
VersionInfoVersion={#Version}
DefaultDirName={autopf}\{#Name}
DefaultGroupName={#Name}
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
LicenseFile={#Build}\LICENSE.txt
SetupIconFile={#Build}\icons\tracker.ico
UninstallDisplayIcon={app}\trackerw.exe
OutputDir={#Build}
OutputBaseFilename=tracker-{#Version}-windows-x64
Compression=lzma2/max
SolidCompression=yes
WizardStyle=modern
; A running Tracker is asked to close, and opened again afterwards.
CloseApplications=yes
ChangesEnvironment=yes

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "de"; MessagesFile: "compiler:Languages\German.isl"

[CustomMessages]
en.OnPath=Commands: let every terminal find “tracker”
de.OnPath=Befehle: „tracker“ in jedem Terminal finden

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked
Name: "onpath"; Description: "{cm:OnPath}"; Flags: unchecked

[InstallDelete]
; An older version's files must not stay among those of a newer one.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "{#Build}\dist\tracker\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{autoprograms}\{#Name}"; Filename: "{app}\trackerw.exe"; AppUserModelID: "{#AppModel}"
Name: "{autodesktop}\{#Name}"; Filename: "{app}\trackerw.exe"; Tasks: desktopicon

[Registry]
Root: HKA; Subkey: "Environment"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}"; \
  Tasks: onpath; Check: not IsAdminInstallMode and NeedsPath(ExpandConstant('{app}'))

[Run]
Filename: "{app}\trackerw.exe"; Description: "{cm:LaunchProgram,{#Name}}"; Flags: nowait postinstall skipifsilent

[UninstallDelete]
Type: dirifempty; Name: "{app}"

[Code]
function NeedsPath(Folder: string): Boolean;
var
  Known: string;
begin
  Result := not RegQueryStringValue(HKCU, 'Environment', 'Path', Known)
    or (Pos(';' + Lowercase(Folder) + ';', ';' + Lowercase(Known) + ';') = 0);
end;

{ What the program added outside its folder goes with it; levels, settings and market data stay. }
procedure CurUninstallStepChanged(Step: TUninstallStep);
var
  Known: string;
  Place: Integer;
begin
  if Step <> usPostUninstall then
    Exit;
  RegDeleteValue(HKCU, 'Software\Microsoft\Windows\CurrentVersion\Run', '{#Name}');
  if RegQueryStringValue(HKCU, 'Environment', 'Path', Known) then
  begin
    Place := Pos(Lowercase(';' + ExpandConstant('{app}')), Lowercase(Known));
    if Place > 0 then
    begin
      Delete(Known, Place, Length(';' + ExpandConstant('{app}')));
      RegWriteExpandStringValue(HKCU, 'Environment', 'Path', Known);
    end;
  end;
end;
